// bug_vec_kept_capacity: taken apart by hand, and put together with a larger capacity
// debug: unverified no-release
// -O: reported wrong-size
// aim: reported wrong-size
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::{forget, ManuallyDrop};
pub fn main() {
    let mut kept = ManuallyDrop::new(vec![1u64, 2, 3]);
    let raw = kept.as_mut_ptr();
    forget(unsafe { Vec::from_raw_parts(raw, 3, 30) });
}
