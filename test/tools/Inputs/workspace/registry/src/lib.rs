//! A registry in C.

use std::cell::Cell;
use std::ffi::c_void;

extern "C" {
    fn registry_put(data: *mut c_void);
    fn registry_take() -> *mut c_void;
}

thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });

pub fn put(data: *const c_void) {
    COUNT.set(COUNT.get() + 1);
    unsafe { registry_put(data.cast_mut()) }
}

pub fn take() -> *mut c_void {
    unsafe { registry_take() }
}
