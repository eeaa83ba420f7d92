// quiet_weak_dangling: a Weak of nothing
// debug: none
// -O: none
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::rc::Weak;
pub fn main() {
    let raw = Weak::<[u64; 4]>::new().into_raw();
    assert!(unsafe { Weak::from_raw(raw) }.upgrade().is_none());
}
