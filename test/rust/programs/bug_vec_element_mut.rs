// bug_vec_element_mut: an exclusive borrow of one element does not reach the others
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
fn address(first: &mut u64) -> *mut u64 {
    first
}
pub fn main() {
    let mut kept = ManuallyDrop::new(vec![1u64, 2, 3]);
    let first = address(&mut kept[0]);
    drop(unsafe { Vec::from_raw_parts(first, 3, kept.capacity()) });
}
