// bug_arc_slice: an Arc of a slice is rebuilt from a shared slice
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
fn raw_of(values: &[u64]) -> *const [u64] {
    values
}
pub fn main() {
    let owner: Arc<[u64]> = Arc::from([1, 2, 3]);
    let _raw = Arc::into_raw(owner.clone());
    drop(unsafe { Arc::from_raw(raw_of(&owner)) });
    assert_eq!(Arc::strong_count(&owner), 1);
}
