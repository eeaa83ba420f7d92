// quiet_weak_strong: while an owner is left, a Weak's pointer may become one
// debug: unverified other-owner other-type
// -O: unverified other-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::{Arc, Weak};
pub fn main() {
    let owner = Arc::new([1u64; 4]);
    let raw = Arc::downgrade(&owner).into_raw();
    unsafe {
        Arc::increment_strong_count(raw);
        drop(Arc::from_raw(raw));
        drop(Weak::from_raw(raw));
    }
    assert_eq!((Arc::strong_count(&owner), Arc::weak_count(&owner)), (1, 0));
}
