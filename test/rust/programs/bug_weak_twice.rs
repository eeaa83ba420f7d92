// bug_weak_twice: a Weak is taken back twice, and the memory is gone
// debug: reported stale
// -O: reported stale
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::rc::{Rc, Weak};
pub fn main() {
    let owner = Rc::new([1u64; 4]);
    let raw = Rc::downgrade(&owner).into_raw();
    drop(owner);
    drop(unsafe { Weak::from_raw(raw) });
    std::mem::forget(unsafe { Weak::from_raw(raw) });
}
