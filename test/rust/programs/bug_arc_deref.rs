// bug_arc_deref: the key of a lookup, from a borrow of the object, becomes the owner
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
struct Registry(Vec<*const String>);
impl Registry {
    fn remove(&mut self, key: &String) -> bool {
        let before = self.0.len();
        self.0.retain(|each| !std::ptr::eq(*each, key));
        self.0.len() < before
    }
}
pub fn main() {
    let owner = Arc::new(String::from("text"));
    let mut registry = Registry(vec![Arc::into_raw(owner.clone())]);
    let key: &String = &owner;
    if registry.remove(key) {
        drop(unsafe { Arc::from_raw(as_raw(key)) });
    }
}
fn as_raw(key: &String) -> *const String {
    key
}
