// bug_arc_decrement: a count is dropped through a reference
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
fn put(object: &String) {
    unsafe { Arc::decrement_strong_count(object) };
}
pub fn main() {
    let owner = Arc::new(String::from("text"));
    let _raw = Arc::into_raw(owner.clone());
    put(&owner);
    assert_eq!(Arc::strong_count(&owner), 1);
}
