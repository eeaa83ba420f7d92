// quiet_stack: a stack without locks
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering::{AcqRel, Acquire, Relaxed}};
struct Node {
    value: u64,
    next: *mut Node,
}
struct Stack(AtomicPtr<Node>);
impl Stack {
    fn push(&self, value: u64) {
        let node = Box::into_raw(Box::new(Node { value, next: ptr::null_mut() }));
        let mut head = self.0.load(Relaxed);
        loop {
            unsafe { (*node).next = head };
            match self.0.compare_exchange_weak(head, node, AcqRel, Relaxed) {
                Ok(_) => return,
                Err(now) => head = now,
            }
        }
    }
    fn drain(&self) -> u64 {
        let (mut at, mut sum) = (self.0.swap(ptr::null_mut(), Acquire), 0);
        while !at.is_null() {
            let node = unsafe { Box::from_raw(at) };
            sum += node.value;
            at = node.next;
        }
        sum
    }
}
pub fn main() {
    let stack = Stack(AtomicPtr::new(ptr::null_mut()));
    std::thread::scope(|scope| {
        for n in 0..4 {
            let stack = &stack;
            scope.spawn(move || (0..10).for_each(|m| stack.push(n * 10 + m)));
        }
    });
    assert_eq!(stack.drain(), 780);
}
