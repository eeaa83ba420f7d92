// quiet_empty: no elements, from any pointer
// debug: unverified null
// -O: unverified null
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ptr::{slice_from_raw_parts_mut, NonNull};
fn empty<T>() -> *mut T {
    NonNull::dangling().as_ptr()
}
pub fn main() {
    unsafe {
        drop(Vec::<u64>::from_raw_parts(empty(), 0, 0));
        drop(String::from_raw_parts(empty(), 0, 0));
        drop(Box::<[u64]>::from_raw(slice_from_raw_parts_mut(empty(), 0)));
        let (raw, length, capacity) = Vec::<u64>::new().into_raw_parts();
        drop(Vec::from_raw_parts(raw, length, capacity));
    }
}
