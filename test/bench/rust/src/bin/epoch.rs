// epoch.rs - a lock-free stack with crossbeam-epoch, used by two threads
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use crossbeam_epoch::{self as epoch, Atomic, Owned};
use std::mem::ManuallyDrop;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use workloads::scale;

struct Node {
    value: ManuallyDrop<u64>,
    next: Atomic<Node>,
}

struct Stack {
    head: Atomic<Node>,
}

impl Stack {
    fn push(&self, value: u64) {
        let guard = epoch::pin();
        let mut node = Owned::new(Node { value: ManuallyDrop::new(value), next: Atomic::null() });
        loop {
            let head = self.head.load(Relaxed, &guard);
            node.next.store(head, Relaxed);
            match self.head.compare_exchange(head, node, AcqRel, Relaxed, &guard) {
                Ok(_) => return,
                Err(lost) => node = lost.new,
            }
        }
    }

    fn pop(&self) -> Option<u64> {
        let guard = epoch::pin();
        loop {
            let head = self.head.load(Acquire, &guard);
            let node = unsafe { head.as_ref() }?;
            let next = node.next.load(Relaxed, &guard);
            if self.head.compare_exchange(head, next, AcqRel, Relaxed, &guard).is_ok() {
                unsafe { guard.defer_destroy(head) };
                return Some(*node.value);
            }
        }
    }
}

fn main() {
    let stack = Stack { head: Atomic::null() };
    let rounds = scale() as u64 * 50_000;
    let work = |start: u64| {
        let mut sum = 0u64;
        for round in 0..rounds {
            stack.push(start + round);
            if round % 3 != 0 {
                sum = sum.wrapping_add(stack.pop().unwrap_or(0));
            }
        }
        sum
    };
    let mut sum = std::thread::scope(|scope| {
        let other = scope.spawn(|| work(1));
        work(1000).wrapping_add(other.join().unwrap())
    });
    while let Some(value) = stack.pop() {
        sum = sum.wrapping_add(value);
    }
    println!("{sum}");
}
