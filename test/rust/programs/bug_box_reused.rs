// bug_box_reused: the address belongs to a new object
// debug: reported stale
// -O: reported stale
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let first = Box::into_raw(Box::new([1u64; 4]));
    drop(unsafe { Box::from_raw(first) });
    let second = Box::into_raw(Box::new([2u64; 4]));
    std::mem::forget(unsafe { Box::from_raw(first) });
    drop(unsafe { Box::from_raw(second) });
}
