// arc.rs - a registry of Arcs, Boxes and Rcs, which are released and reclaimed
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The worst case for Custody: every second operation is a release or a reclaim.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Arc;
use workloads::{scale, Numbers};

struct Object {
    value: u64,
    rest: [u64; 5],
}

fn object(value: u64) -> Object {
    Object { value, rest: [value; 5] }
}

fn main() {
    let mut numbers = Numbers(7);
    let mut sum = 0u64;
    let slot = AtomicPtr::new(std::ptr::null_mut());
    let mut registry: VecDeque<*const Object> = VecDeque::new();
    for _ in 0..scale() * 100_000 {
        registry.push_back(Arc::into_raw(Arc::new(object(numbers.below(1000)))));
        if registry.len() > 500 {
            let owner = unsafe { Arc::from_raw(registry.pop_front().unwrap()) };
            sum += owner.value + owner.rest[2];
            registry.push_back(Arc::into_raw(owner.clone()));
            sum ^= unsafe { Arc::from_raw(registry.pop_front().unwrap()) }.value;
        }
        let old = slot.swap(Box::into_raw(Box::new(object(sum))), Ordering::AcqRel);
        if !old.is_null() {
            sum ^= unsafe { Box::from_raw(old) }.value;
        }
        let raw = Rc::into_raw(Rc::new(sum));
        sum = sum.wrapping_add(*unsafe { Rc::from_raw(raw) });
    }
    while let Some(raw) = registry.pop_front() {
        sum ^= unsafe { Arc::from_raw(raw) }.value;
    }
    drop(unsafe { Box::from_raw(slot.into_inner()) });
    println!("{sum}");
}
