// bug_rc_as_weak: a strong count of an Rc comes back as a weak one
// debug: reported wrong-owner
// -O: reported wrong-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::rc::{Rc, Weak};
pub fn main() {
    let raw = Rc::into_raw(Rc::new([1u64; 4]));
    std::mem::forget(unsafe { Weak::from_raw(raw) });
}
