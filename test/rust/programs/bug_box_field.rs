// bug_box_field: an owner of a field inside the allocation
// debug: reported interior
// -O: reported interior
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#[repr(C)]
struct Pair {
    first: u64,
    second: u64,
}
pub fn main() {
    let raw = Box::into_raw(Box::new(Pair { first: 1, second: 2 }));
    let second = unsafe { &raw mut (*raw).second };
    assert_eq!(unsafe { (*raw).first }, 1);
    std::mem::forget(unsafe { Box::from_raw(second) });
}
