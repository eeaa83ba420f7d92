// bug_box_local: an owner of a variable on the stack
// debug: reported not-on-the-heap
// -O: reported not-on-the-heap
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn own(value: *mut u64) -> Box<u64> {
    unsafe { Box::from_raw(value) }
}
pub fn main() {
    let mut value = 7u64;
    let owner = own(&mut value);
    assert_eq!(*owner, 7);
    std::mem::forget(owner);
}
