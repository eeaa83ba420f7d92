// bug_vec_grown: the vector moved when it grew
// debug: unverified no-release
// -O: unverified reused
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
pub fn main() {
    let mut kept = ManuallyDrop::new(Vec::from([1u64, 2, 3]));
    let (raw, capacity) = (kept.as_mut_ptr(), kept.capacity());
    let in_the_way = vec![0u8; 4096];
    kept.reserve(100_000);
    std::mem::forget(unsafe { Vec::from_raw_parts(raw, 3, capacity) });
    drop(in_the_way);
}
