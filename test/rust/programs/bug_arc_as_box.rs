// bug_arc_as_box: an Arc comes back as a Box
// debug: reported wrong-owner
// -O: reported wrong-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
pub fn main() {
    let raw = Arc::into_raw(Arc::new([1u64; 4]));
    std::mem::forget(unsafe { Box::from_raw(raw as *mut [u64; 4]) });
}
