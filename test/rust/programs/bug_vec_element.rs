// bug_vec_element: ... or from the address of its first element
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
fn address(first: &u64) -> *const u64 {
    first
}
pub fn main() {
    let kept = ManuallyDrop::new(vec![1u64, 2, 3]);
    drop(unsafe { Vec::from_raw_parts(address(&kept[0]) as *mut u64, 3, kept.capacity()) });
}
