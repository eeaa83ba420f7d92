// bug_box_slice: a boxed slice is rebuilt from a shared slice
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn raw_of(values: &[u64]) -> *mut [u64] {
    values as *const [u64] as *mut [u64]
}
pub fn main() {
    let owner = vec![1u64, 2, 3].into_boxed_slice();
    let raw = raw_of(&owner);
    std::mem::forget(owner);
    drop(unsafe { Box::from_raw(raw) });
}
