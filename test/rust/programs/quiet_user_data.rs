// quiet_user_data: a closure behind a void pointer
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ffi::c_void;
type Closure = Box<dyn FnMut(u64) -> u64>;
extern "C" fn trampoline(data: *mut c_void, argument: u64) -> u64 {
    unsafe { (*data.cast::<Closure>())(argument) }
}
extern "C" fn destroy(data: *mut c_void) {
    drop(unsafe { Box::from_raw(data.cast::<Closure>()) });
}
pub fn main() {
    let mut sum = 0;
    let closure: Closure = Box::new(move |n| {
        sum += n;
        sum
    });
    let data = Box::into_raw(Box::new(closure)).cast::<c_void>();
    assert_eq!((trampoline(data, 1), trampoline(data, 2)), (1, 3));
    destroy(data);
}
