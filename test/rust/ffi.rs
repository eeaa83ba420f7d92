// ffi.rs - declarations of the C side: the registry of test/devres, shim.c, the C library
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#![allow(dead_code)] // each program uses a part
#![allow(non_camel_case_types)]

pub use std::ffi::{c_int, c_void};

/// `struct device`. Set it to zero before the first use.
#[repr(C)]
pub struct device {
    pub actions: *mut c_void,
}

pub type Action = unsafe extern "C" fn(*mut c_void);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Pair {
    pub first: *mut c_void,
    pub second: *mut c_void,
}

extern "C" {
    pub fn devm_add_action(dev: *mut device, action: Action, data: *mut c_void) -> c_int;
    pub fn devm_remove_action(dev: *mut device, action: Action, key: *const c_void) -> c_int;
    pub fn devm_release_action(dev: *mut device, action: Action, key: *const c_void) -> c_int;
    pub fn devm_take_action(dev: *mut device, action: Action, key: *const c_void) -> *mut c_void;
    pub fn devm_take_action_into(
        dev: *mut device,
        action: Action,
        key: *const c_void,
        data: *mut *mut c_void,
    ) -> c_int;
    pub fn devm_release_all(dev: *mut device);

    pub fn shim_recover(key: *const c_void) -> *mut c_void;
    pub fn shim_transfer_out(pointer: *const c_void) -> *mut c_void;
    pub fn shim_transfer_in(bits: *const c_void) -> *mut c_void;
    pub fn shim_freed(pointer: *const c_void, size: usize);
    pub fn shim_call(action: Action, data: *mut c_void);
    pub fn shim_varargs(count: c_int, ...) -> *mut c_void;
    pub fn shim_swap(pair: Pair) -> Pair;
    pub fn shim_put(pointer: *mut c_void);
    pub fn shim_get() -> *mut c_void;

    pub fn qsort(
        base: *mut c_void,
        count: usize,
        size: usize,
        compare: unsafe extern "C" fn(*const c_void, *const c_void) -> c_int,
    );
    pub fn pthread_create(
        thread: *mut usize,
        attributes: *const c_void,
        start: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
        argument: *mut c_void,
    ) -> c_int;
    pub fn pthread_join(thread: usize, result: *mut *mut c_void) -> c_int;
}
