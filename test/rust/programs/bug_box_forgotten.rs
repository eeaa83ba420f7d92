// bug_box_forgotten: the owner was forgotten, but a shared reference is what is left
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn raw_of(object: &[u64; 4]) -> *mut [u64; 4] {
    object as *const [u64; 4] as *mut [u64; 4]
}
pub fn main() {
    let owner = Box::new([1u64; 4]);
    let raw = raw_of(&owner);
    std::mem::forget(owner);
    drop(unsafe { Box::from_raw(raw) });
}
