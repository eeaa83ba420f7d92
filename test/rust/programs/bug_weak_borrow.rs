// bug_weak_borrow: a Weak is rebuilt from a borrow of the object
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::rc::{Rc, Weak};
fn key(object: &String) -> *const String {
    object
}
pub fn main() {
    let owner = Rc::new(String::from("text"));
    let _raw = Rc::downgrade(&owner).into_raw();
    drop(unsafe { Weak::from_raw(key(&owner)) });
}
