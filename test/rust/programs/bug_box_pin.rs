// bug_box_pin: a pinned Box is rebuilt from get_ref
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::pin::Pin;
fn raw_of(object: Pin<&[u64; 4]>) -> *mut [u64; 4] {
    object.get_ref() as *const [u64; 4] as *mut [u64; 4]
}
pub fn main() {
    let owner = Box::pin([1u64; 4]);
    let raw = raw_of(owner.as_ref());
    std::mem::forget(owner);
    drop(unsafe { Box::from_raw(raw) });
}
