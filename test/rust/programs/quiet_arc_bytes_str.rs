// quiet_arc_bytes_str: a counted slice of bytes becomes a counted str
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
pub fn main() {
    let bytes: Arc<[u8]> = Arc::from(*b"text");
    let text = unsafe { Arc::from_raw(Arc::into_raw(bytes) as *const str) };
    assert_eq!(&*text, "text");
    let bytes = unsafe { Arc::from_raw(Arc::into_raw(text) as *const [u8]) };
    assert_eq!(bytes.len(), 4);
}
