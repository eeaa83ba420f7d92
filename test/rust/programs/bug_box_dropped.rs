// bug_box_dropped: a pointer into a Box, which was dropped in the meantime
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let mut owner = Box::new([1u64; 4]);
    let raw: *mut [u64; 4] = &mut *owner;
    drop(owner);
    std::mem::forget(unsafe { Box::from_raw(raw) });
}
