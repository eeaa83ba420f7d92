// bug_vec_kept_whole: the vector that the pointer belongs to became one again
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::{forget, ManuallyDrop};
pub fn main() {
    let mut kept = ManuallyDrop::new(vec![1u64, 2, 3]);
    let (raw, capacity) = (kept.as_mut_ptr(), kept.capacity());
    let vector = ManuallyDrop::into_inner(kept);
    forget(unsafe { Vec::from_raw_parts(raw, 3, capacity) });
    drop(vector);
}
