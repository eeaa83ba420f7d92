// bug_vec_kept_twice: taken apart by hand, and put together twice
// debug: unverified no-release
// -O: reported stale
// aim: reported stale
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::{forget, ManuallyDrop};
pub fn main() {
    let mut kept = ManuallyDrop::new(vec![1u64, 2, 3]);
    let (raw, capacity) = (kept.as_mut_ptr(), kept.capacity());
    drop(unsafe { Vec::from_raw_parts(raw, 3, capacity) });
    forget(unsafe { Vec::from_raw_parts(raw, 3, capacity) });
}
