// bug_box_integer: the address of a borrow, kept as a number
// debug: unverified no-release
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn handle_of(object: &[u64; 4]) -> usize {
    object as *const [u64; 4] as usize
}
pub fn main() {
    let owner = Box::new([1u64; 4]);
    let handle = handle_of(&owner);
    std::mem::forget(owner);
    drop(unsafe { Box::from_raw(handle as *mut [u64; 4]) });
}
