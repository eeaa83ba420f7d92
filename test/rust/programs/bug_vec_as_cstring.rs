// bug_vec_as_cstring: a vector of bytes comes back as a CString
// debug: unverified type-unknown
// -O: unverified type-unknown
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ffi::CString;
pub fn main() {
    // This stays unverified. The documentation allows only what CString::into_raw returned. But a CString is a
    // Box<[u8]> up to the 0, so memory of just this length is freed right. Where the 0 is, is only known behind
    // the call, to std's compiled code.
    let (raw, _, _) = Vec::from(*b"text\0").into_raw_parts();
    std::mem::forget(unsafe { CString::from_raw(raw.cast()) });
}
