// quiet_box_uninit: memory first, the value later
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::MaybeUninit;
pub fn main() {
    let raw = Box::into_raw(Box::new(MaybeUninit::<[u64; 4]>::uninit()));
    unsafe {
        (*raw).write([1; 4]);
        assert_eq!(Box::from_raw(raw.cast::<[u64; 4]>())[3], 1);
    }
}
