// quiet_box_pin: a pinned Box that goes through a raw pointer
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::pin::Pin;
pub fn main() {
    let pinned = Box::pin([1u64; 4]);
    let raw = Box::into_raw(unsafe { Pin::into_inner_unchecked(pinned) });
    let pinned = unsafe { Pin::new_unchecked(Box::from_raw(raw)) };
    assert_eq!(pinned[0], 1);
}
