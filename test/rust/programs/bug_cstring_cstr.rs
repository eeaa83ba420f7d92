// bug_cstring_cstr: C's copy of the string was only lent
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ffi::{c_char, CStr, CString};
fn lend(text: &CStr) -> *const c_char {
    text.as_ptr()
}
pub fn main() {
    let owner = CString::new("text").unwrap();
    let taken = unsafe { CString::from_raw(lend(&owner) as *mut c_char) };
    assert_eq!(taken.as_bytes(), b"text");
    std::mem::forget(owner);
}
