// bug_cstring_literal: a literal was never allocated
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ffi::CString;
pub fn main() {
    let taken = unsafe { CString::from_raw(c"text".as_ptr().cast_mut()) };
    assert_eq!(taken.as_bytes(), b"text");
    std::mem::forget(taken);
}
