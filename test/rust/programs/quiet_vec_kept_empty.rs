// quiet_vec_kept_empty: vectors without memory, and with elements of no size
// debug: unverified no-release null
// -O: unverified no-release null
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
pub fn main() {
    let mut kept = ManuallyDrop::new(Vec::<u64>::new());
    drop(unsafe { Vec::from_raw_parts(kept.as_mut_ptr(), 0, kept.capacity()) });
    let mut kept = ManuallyDrop::new(vec![(), ()]);
    drop(unsafe { Vec::from_raw_parts(kept.as_mut_ptr(), 2, kept.capacity()) });
}
