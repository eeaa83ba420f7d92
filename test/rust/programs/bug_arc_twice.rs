// bug_arc_twice: one release, two owners that are dropped
// debug: reported stale
// -O: reported stale
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
pub fn main() {
    let raw = Arc::into_raw(Arc::new([1u64; 4]));
    drop(unsafe { Arc::from_raw(raw) });
    std::mem::forget(unsafe { Arc::from_raw(raw) });
}
