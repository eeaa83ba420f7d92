// bug_rc_as_arc: two kinds of counted owner
// debug: reported wrong-owner
// -O: reported wrong-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::rc::Rc;
use std::sync::Arc;
pub fn main() {
    let raw = Rc::into_raw(Rc::new([1u64; 4]));
    std::mem::forget(unsafe { Arc::from_raw(raw) });
}
