// quiet_vec_kept_whole: the pointer is only used for writing, the vector becomes one again and grows
// debug: none
// -O: none
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
pub fn main() {
    let mut kept = ManuallyDrop::new(vec![1u64, 2, 3]);
    unsafe { *kept.as_mut_ptr() = 4 };
    let mut vector = ManuallyDrop::into_inner(kept);
    vector.extend(0..1000);
    let mut again = ManuallyDrop::new(vector);
    unsafe { *again.as_mut_ptr() += 1 };
    assert_eq!(again[0], 5);
    unsafe { ManuallyDrop::drop(&mut again) };
}
