// bug_weak_as_arc: nobody owns the object any more, and only the weak count keeps the memory
// debug: reported wrong-owner
// -O: reported wrong-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
pub fn main() {
    let owner = Arc::new([1u64; 4]);
    let raw = Arc::downgrade(&owner).into_raw();
    drop(owner);
    std::mem::forget(unsafe { Arc::from_raw(raw) });
}
