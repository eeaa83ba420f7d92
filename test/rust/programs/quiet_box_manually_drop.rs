// quiet_box_manually_drop: the value is dropped in place, the memory by a Box of another type
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
pub fn main() {
    let raw = Box::into_raw(Box::new(String::from("text")));
    unsafe {
        raw.drop_in_place();
        drop(Box::from_raw(raw.cast::<ManuallyDrop<String>>()));
    }
}
