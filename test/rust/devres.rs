// devres.rs - `Devres` as in the kernel patch, with std's Arc and the C registry
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// This is the part that is the same in every version of the patch: the object, its creation and the
// callback. The scenarios contain the part that differs: how an action is removed.
#![allow(dead_code)] // each program uses a part

use crate::ffi::{self, c_void};
use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

/// `struct device` as the kernel's Rust code sees it. C changes it behind a shared reference.
pub struct Device(UnsafeCell<ffi::device>);

impl Device {
    pub fn new() -> Arc<Device> {
        Arc::new(Device(UnsafeCell::new(ffi::device { actions: ptr::null_mut() })))
    }

    pub fn as_raw(&self) -> *mut ffi::device {
        self.0.get()
    }

    /// Removes the device: all actions run.
    pub fn detach(&self) {
        unsafe { ffi::devm_release_all(self.as_raw()) }
    }
}

/// The data of a device. It is revoked when the device is removed.
pub trait Data {
    fn revoke(&self);
}

/// The kernel's `Revocable`. It has interior mutability, and so has every type that contains it.
pub struct Revocable<T> {
    is_available: AtomicBool,
    data: UnsafeCell<MaybeUninit<T>>,
}

impl<T> Revocable<T> {
    pub fn new(data: T) -> Self {
        Revocable {
            is_available: AtomicBool::new(true),
            data: UnsafeCell::new(MaybeUninit::new(data)),
        }
    }

    pub fn is_available(&self) -> bool {
        self.is_available.load(Ordering::Relaxed)
    }
}

impl<T> Data for Revocable<T> {
    fn revoke(&self) {
        if self.is_available.swap(false, Ordering::Relaxed) {
            unsafe { (*self.data.get()).assume_init_drop() }
        }
    }
}

impl<T> Drop for Revocable<T> {
    fn drop(&mut self) {
        self.revoke();
    }
}

/// Data without interior mutability. (The `Arc<Device>` beside it only points to an object with some.)
pub struct Fixed<T>(pub T);

impl<T> Data for Fixed<T> {
    fn revoke(&self) {}
}

pub struct DevresInner<D: Data> {
    pub dev: Arc<Device>,
    pub callback: ffi::Action,
    pub data: D,
}

impl<D: Data> DevresInner<D> {
    /// Returns a new object. The device owns one count of it, and the caller another.
    pub fn new(dev: &Arc<Device>, data: D) -> Arc<Self> {
        let inner =
            Arc::new(DevresInner { dev: dev.clone(), callback: Self::devres_callback, data });
        let raw = Arc::into_raw(inner.clone()); // RELEASED HERE
        let ret = unsafe { ffi::devm_add_action(dev.as_raw(), inner.callback, raw as _) };
        assert_eq!(ret, 0);
        inner
    }

    /// The device calls this when it is removed. `ptr` is the pointer that `new` stored.
    pub unsafe extern "C" fn devres_callback(ptr: *mut c_void) {
        let ptr = ptr as *mut DevresInner<D>;
        let inner = Arc::from_raw(ptr); // CALLBACK HERE
        inner.data.revoke();
    }

    pub fn as_ptr(&self) -> *const Self { // LOST HERE
        self as _
    }

    /// The lookup that the discussion asks for: C returns the stored pointer.
    pub fn take_action(&self) -> *const Self {
        let key = self.as_ptr();
        unsafe { ffi::devm_take_action(self.dev.as_raw(), self.callback, key as _) as _ }
    }

    /// The lookup that the kernel has. Returns whether the action was found.
    pub fn found_action(&self) -> bool {
        let key = self.as_ptr();
        let ret = unsafe { ffi::devm_remove_action(self.dev.as_raw(), self.callback, key as _) };
        ret == 0
    }
}
