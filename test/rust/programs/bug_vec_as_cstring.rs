// bug_vec_as_cstring: a vector of bytes comes back as a CString
// debug: unverified type-unknown
// -O: unverified type-unknown
// aim: reported wrong-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ffi::CString;
pub fn main() {
    let (raw, _, _) = Vec::from(*b"text\0").into_raw_parts();
    std::mem::forget(unsafe { CString::from_raw(raw.cast()) });
}
