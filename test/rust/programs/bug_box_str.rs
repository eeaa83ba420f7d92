// bug_box_str: a boxed str is rebuilt from a &str
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn raw_of(text: &str) -> *mut str {
    text as *const str as *mut str
}
pub fn main() {
    let owner = String::from("text").into_boxed_str();
    let raw = raw_of(&owner);
    std::mem::forget(owner);
    drop(unsafe { Box::from_raw(raw) });
}
