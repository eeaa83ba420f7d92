#![no_std]
#![cfg_attr(not(library), no_main)]

use core::ffi::{c_char, c_int};

#[link(name = "c")]
extern "C" {
    fn puts(text: *const c_char) -> c_int;
    fn abort() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    unsafe { abort() }
}

#[no_mangle]
pub extern "C" fn keep(to: *mut *mut u8, pointer: *mut u8) {
    unsafe { *to = pointer }
}

#[cfg(not(library))]
#[no_mangle]
pub extern "C" fn main(_: c_int, _: *const *const c_char) -> c_int {
    let mut kept = core::ptr::null_mut();
    keep(&mut kept, (&raw mut kept).cast());
    unsafe { puts(b"without std\0".as_ptr().cast()) };
    0
}
