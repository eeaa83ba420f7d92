// quiet_zero_sized: an owner of nothing, from any pointer
// debug: unverified unknown-history
// -O: unverified unknown-history
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ptr::NonNull;
struct Nothing;
pub fn main() {
    unsafe {
        drop(Box::from_raw(Box::into_raw(Box::new(Nothing))));
        drop(Box::from_raw(NonNull::<Nothing>::dangling().as_ptr()));
        drop(Vec::from_raw_parts(NonNull::<Nothing>::dangling().as_ptr(), 3, 3));
    }
}
