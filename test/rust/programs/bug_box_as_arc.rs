// bug_box_as_arc: a Box comes back as an Arc
// debug: reported wrong-owner
// -O: reported wrong-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
pub fn main() {
    let raw = Box::into_raw(Box::new([1u64; 4]));
    std::mem::forget(unsafe { Arc::from_raw(raw) });
}
