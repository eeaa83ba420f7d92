// bug_vec_slice: the vector is rebuilt from the address of a slice of it
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
fn address(values: &[u64]) -> *mut u64 {
    values.as_ptr() as *mut u64
}
pub fn main() {
    let kept = ManuallyDrop::new(vec![1u64, 2, 3]);
    drop(unsafe { Vec::from_raw_parts(address(&kept), 3, kept.capacity()) });
}
