// bug_string_literal: a String is rebuilt from a literal
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn owned(text: &'static str) -> String {
    unsafe { String::from_raw_parts(text.as_ptr() as *mut u8, text.len(), text.len()) }
}
pub fn main() {
    let text = owned("text");
    assert_eq!(text.len(), 4);
    std::mem::forget(text);
}
