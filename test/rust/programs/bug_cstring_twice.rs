// bug_cstring_twice: C gives the string back twice
// debug: reported stale
// -O: reported stale
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ffi::{c_char, CString};
unsafe fn give_back(text: *mut c_char) {
    drop(CString::from_raw(text));
}
pub fn main() {
    let raw = CString::new("text").unwrap().into_raw();
    unsafe { give_back(raw) };
    std::mem::forget(unsafe { CString::from_raw(raw) });
}
