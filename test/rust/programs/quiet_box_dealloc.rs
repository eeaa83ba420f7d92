// quiet_box_dealloc: a Box is freed by the allocator
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::alloc::{dealloc, Layout};
pub fn main() {
    let raw = Box::into_raw(Box::new([1u64; 4]));
    unsafe { dealloc(raw.cast(), Layout::new::<[u64; 4]>()) };
    let raw = Box::into_raw(Box::new([1u64; 4]));
    drop(unsafe { Box::from_raw(raw) });
}
