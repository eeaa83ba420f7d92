// bug_arc_as_weak: a strong count comes back as a weak one
// debug: reported wrong-owner
// -O: reported wrong-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::{Arc, Weak};
pub fn main() {
    let raw = Arc::into_raw(Arc::new([1u64; 4]));
    std::mem::forget(unsafe { Weak::from_raw(raw) });
}
