// bug_non_null_shared: NonNull::from hides that the reference was shared
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ptr::NonNull;
fn place(object: &[u64; 4]) -> NonNull<[u64; 4]> {
    NonNull::from(object)
}
pub fn main() {
    let owner = Box::new([1u64; 4]);
    let raw = place(&owner);
    std::mem::forget(owner);
    drop(unsafe { Box::from_raw(raw.as_ptr()) });
}
