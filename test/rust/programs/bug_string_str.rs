// bug_string_str: a String is rebuilt from a &str
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
fn address(text: &str) -> *mut u8 {
    text.as_ptr() as *mut u8
}
pub fn main() {
    let kept = ManuallyDrop::new(String::from("text"));
    let again = unsafe { String::from_raw_parts(address(&kept), 4, kept.capacity()) };
    assert_eq!(again, "text");
}
