// quiet_weak_round: a Weak keeps the memory
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::{Arc, Weak};
pub fn main() {
    let owner = Arc::new([1u64; 4]);
    let raw = Arc::downgrade(&owner).into_raw();
    drop(owner);
    assert!(unsafe { Weak::from_raw(raw) }.upgrade().is_none());
}
