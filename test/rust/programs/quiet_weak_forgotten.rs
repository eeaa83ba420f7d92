// quiet_weak_forgotten: a Weak that was forgotten is rebuilt from its strong owner's pointer
// debug: unverified other-owner
// -O: unverified other-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::{forget, ManuallyDrop};
use std::rc;
use std::sync::{Arc, Weak};
pub fn main() {
    let raw = Arc::into_raw(Arc::new([1u64; 4]));
    let owner = ManuallyDrop::new(unsafe { Arc::from_raw(raw) });
    forget((Arc::downgrade(&owner), ManuallyDrop::into_inner(owner)));
    drop(unsafe { Weak::from_raw(raw) });

    let raw = rc::Rc::into_raw(rc::Rc::new([1u64; 4]));
    let owner = ManuallyDrop::new(unsafe { rc::Rc::from_raw(raw) });
    forget((rc::Rc::downgrade(&owner), ManuallyDrop::into_inner(owner)));
    drop(unsafe { rc::Weak::from_raw(raw) });
}
