// bug_arc_increment: a count is added through a reference
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
fn get(object: &String) -> *const String {
    unsafe { Arc::increment_strong_count(object) };
    object
}
pub fn main() {
    let owner = Arc::new(String::from("text"));
    let _raw = get(&owner);
    assert_eq!(Arc::strong_count(&owner), 2);
}
