// quiet_vec_manually_drop: from before into_raw_parts was stable
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
pub fn main() {
    let mut kept = ManuallyDrop::new(vec![1u64, 2, 3]);
    let vector = unsafe { Vec::from_raw_parts(kept.as_mut_ptr(), kept.len(), kept.capacity()) };
    assert_eq!(vector, [1, 2, 3]);
    let mut kept = ManuallyDrop::new(String::from("text"));
    let text = unsafe { String::from_raw_parts(kept.as_mut_ptr(), kept.len(), kept.capacity()) };
    assert_eq!(text, "text");
}
