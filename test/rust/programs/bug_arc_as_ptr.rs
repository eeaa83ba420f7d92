// bug_arc_as_ptr: as_ptr adds no count, so that one owner too many is dropped
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
pub fn main() {
    let owner = Arc::new([1u64; 4]);
    drop(unsafe { Arc::from_raw(Arc::as_ptr(&owner)) });
    std::mem::forget(owner);
}
