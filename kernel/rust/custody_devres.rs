// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception

//! A driver's resource that ends with its device, in the forms that `Devres` had.
//!
//! `Devres` keeps an [`Inner`] alive, and so does the device: it has one reference, as the data of a
//! devm action. If the `Devres` goes first, it takes the action back with `devm_remove_action()`, and
//! then it must drop the reference that the action had. The forms differ in the pointer that they
//! rebuild this reference from.

use core::ffi::{c_char, c_int, c_void};
use core::mem::transmute_copy;
use kernel::bindings;
use kernel::device::Device;
use kernel::prelude::*;
use kernel::sync::Arc;
use kernel::types::ARef;

/// What C calls when the device goes.
pub(crate) type Action = unsafe extern "C" fn(*mut c_void);

// Without CONFIG_SMP a lock of the device is an empty struct.
#[allow(improper_ctypes)]
extern "C" {
    // Linux 6.12 generates no bindings for these.
    fn __devm_add_action(
        dev: *mut bindings::device,
        action: Action,
        data: *mut c_void,
        name: *const c_char,
    ) -> c_int;
    fn devm_remove_action(dev: *mut bindings::device, action: Action, data: *mut c_void);
    fn devm_release_action(dev: *mut bindings::device, action: Action, data: *mut c_void);
    // custody_test_rust_suite.c
    fn custody_test_recover(key: *const c_void) -> *mut c_void;
}

/// A device that outlives the call.
#[derive(Clone, Copy)]
pub(crate) struct Dev(pub(crate) *mut bindings::device);

impl Dev {
    pub(crate) fn add(self, action: Action, data: *const c_void) -> Result {
        // SAFETY: The device is valid. The action gets DATA, which is what it expects.
        let error = unsafe {
            __devm_add_action(self.0, action, data.cast_mut(), c"custody_devres".as_ptr())
        };
        kernel::error::to_result(error)
    }

    pub(crate) fn remove(self, action: Action, key: *const c_void) {
        // SAFETY: The device is valid. C only compares KEY.
        unsafe { devm_remove_action(self.0, action, key.cast_mut()) };
    }

    fn release(self, action: Action, key: *const c_void) {
        // SAFETY: As above. The action gets the pointer that was stored.
        unsafe { devm_release_action(self.0, action, key.cast_mut()) };
    }
}

/// What the device and the `Devres` share.
pub(crate) struct Inner<T> {
    dev: Dev,
    _reference: ARef<Device>,
    data: T,
}

/// The lines of this file that reports name.
pub(crate) const RELEASE_LINE: u32 = line!() + 18;
pub(crate) const LOSS_LINE: u32 = line!() + 22;
pub(crate) const RECLAIM_LINE: u32 = line!() + 30;

impl<T> Inner<T> {
    fn new(dev: Dev, data: T) -> Result<Devres<T>> {
        // SAFETY: The device outlives the call.
        let reference = unsafe { Device::get_device(dev.0) };
        let inner = Arc::new(
            Inner {
                dev,
                _reference: reference,
                data,
            },
            GFP_KERNEL,
        )?;

        // The device owns this reference until its action is called.
        let stored = Arc::into_raw(inner.clone());
        dev.add(Self::callback, stored.cast())?;
        Ok(Devres { inner, stored })
    }

    fn as_ptr(&self) -> *const Self {
        self
    }

    /// As it was first proposed. The key is made of a shared reference to the payload. With its
    /// success C says that the reference is ours again, but the key may not change the count, which
    /// lies in front of the payload.
    fn remove_first_form(&self) {
        self.dev.remove(Self::callback, self.as_ptr().cast());
        drop(unsafe { Arc::from_raw(self.as_ptr()) });
    }

    unsafe extern "C" fn callback(data: *mut c_void) {
        // SAFETY: This is the pointer that was stored.
        drop(unsafe { Arc::from_raw(data.cast::<Self>().cast_const()) });
    }
}

/// The driver's handle.
pub(crate) struct Devres<T> {
    inner: Arc<Inner<T>>,
    /// What the device owns.
    stored: *const Inner<T>,
}

impl<T> Devres<T> {
    pub(crate) fn new(dev: Dev, data: T) -> Result<Self> {
        Inner::new(dev, data)
    }

    pub(crate) fn data(&self) -> &T {
        &self.inner.data
    }

    /// The bug.
    pub(crate) fn drop_first_form(self) {
        self.inner.remove_first_form();
    }

    /// A borrow is at hand, and C proves that the caller owns what was stored.
    pub(crate) fn drop_recover(self) {
        let key = self.inner.as_ptr();
        self.inner.dev.remove(Inner::<T>::callback, key.cast());
        // SAFETY: The pointer that was stored has the address of KEY.
        let stored = unsafe { custody_test_recover(key.cast()) };
        // SAFETY: The action is gone, so its reference is ours.
        drop(unsafe { Arc::from_raw(stored.cast::<Inner<T>>().cast_const()) });
    }

    /// The pointer that was stored is at hand.
    pub(crate) fn drop_stored(self) {
        self.inner
            .dev
            .remove(Inner::<T>::callback, self.stored.cast());
        // SAFETY: The action is gone, so its reference is ours.
        drop(unsafe { Arc::from_raw(self.stored) });
    }

    /// As `Devres` is today. The key is made of the owner's own pointer, which may change the count.
    pub(crate) fn drop_today(self) {
        let key = arc_as_ptr(&self.inner);
        self.inner.dev.remove(Inner::<T>::callback, key.cast());
        // SAFETY: The action is gone, so its reference is ours.
        drop(unsafe { Arc::from_raw(key) });
    }

    /// C calls the action at once, with the pointer that was stored.
    pub(crate) fn drop_release(self) {
        self.inner
            .dev
            .release(Inner::<T>::callback, self.inner.as_ptr().cast());
    }
}

/// `Arc::as_ptr()`, which Linux has from 6.14 on: the payload behind the pointer in the handle.
fn arc_as_ptr<T>(arc: &Arc<T>) -> *const T {
    // SAFETY: An `Arc` is one pointer.
    let inner: *const u8 = unsafe { transmute_copy(arc) };
    let payload: *const T = &**arc;
    inner.wrapping_add(payload as usize - inner as usize).cast()
}
