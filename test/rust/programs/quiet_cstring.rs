// quiet_cstring: C keeps a string and shortens it
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ffi::{c_char, CString};
unsafe fn shorten(text: *mut c_char) -> *mut c_char {
    *text.add(2) = 0;
    text
}
pub fn main() {
    let raw = CString::new("text").unwrap().into_raw();
    let back = unsafe { CString::from_raw(shorten(raw)) };
    assert_eq!(back.to_bytes(), b"te");
}
