// quiet_arc_as_ptr: an owner is looked at, and forgotten
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
pub fn main() {
    let owner = Arc::new([1u64; 4]);
    let same = unsafe { Arc::from_raw(Arc::as_ptr(&owner)) };
    assert_eq!(same[0], 1);
    std::mem::forget(same);
}
