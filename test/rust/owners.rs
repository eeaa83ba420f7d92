// owners.rs - owners that are not from std
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#![allow(dead_code)] // each program uses a part

use crate::ffi::c_void;
use std::alloc::{alloc, dealloc, handle_alloc_error, Layout};
use std::mem::{offset_of, ManuallyDrop};
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

fn allocate<T>(value: T) -> NonNull<T> {
    let pointer = unsafe { alloc(Layout::new::<T>()) }.cast::<T>();
    match NonNull::new(pointer) {
        Some(place) => {
            unsafe { place.write(value) };
            place
        }
        None => handle_alloc_error(Layout::new::<T>()),
    }
}

unsafe fn free<T>(pointer: NonNull<T>) {
    pointer.drop_in_place();
    dealloc(pointer.as_ptr().cast(), Layout::new::<T>());
}

/// A crate's own counted owner, as in triomphe. Its raw pointers point to the payload, and the count
/// is in front of the payload.
pub struct Counted<T> {
    inner: NonNull<CountedInner<T>>,
}

#[repr(C)]
struct CountedInner<T> {
    count: AtomicUsize,
    data: T,
}

impl<T> Counted<T> {
    pub fn new(data: T) -> Self {
        Counted { inner: allocate(CountedInner { count: AtomicUsize::new(1), data }) }
    }

    pub fn into_raw(this: Self) -> *const T {
        let this = ManuallyDrop::new(this);
        unsafe { &raw const (*this.inner.as_ptr()).data }
    }

    pub unsafe fn from_raw(data: *const T) -> Self {
        let inner = data.byte_sub(offset_of!(CountedInner<T>, data)) as *mut CountedInner<T>;
        Counted { inner: NonNull::new_unchecked(inner) }
    }

    pub fn count(this: &Self) -> usize {
        unsafe { this.inner.as_ref() }.count.load(Ordering::Relaxed)
    }
}

impl<T> Clone for Counted<T> {
    fn clone(&self) -> Self {
        unsafe { self.inner.as_ref() }.count.fetch_add(1, Ordering::Relaxed);
        Counted { inner: self.inner }
    }
}

impl<T> Deref for Counted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &unsafe { self.inner.as_ref() }.data
    }
}

impl<T> Drop for Counted<T> {
    fn drop(&mut self) {
        if unsafe { self.inner.as_ref() }.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            unsafe { free(self.inner) };
        }
    }
}

/// A crate's own unique owner, without a header. Its boundaries are methods.
pub struct Own<T>(NonNull<T>);

impl<T> Own<T> {
    pub fn new(data: T) -> Self {
        Own(allocate(data))
    }

    pub fn into_raw(self) -> *mut T {
        ManuallyDrop::new(self).0.as_ptr()
    }

    pub unsafe fn from_raw(data: *mut T) -> Self {
        Own(NonNull::new_unchecked(data))
    }
}

impl<T> Deref for Own<T> {
    type Target = T;

    fn deref(&self) -> &T {
        unsafe { self.0.as_ref() }
    }
}

impl<T> Drop for Own<T> {
    fn drop(&mut self) {
        unsafe { free(self.0) };
    }
}

/// The kernel's trait of owners that C can store. `from_foreign` takes back the pointer of
/// `into_foreign`, once. `borrow` accesses the object in between.
pub trait ForeignOwnable: Sized {
    type Borrowed<'a>;

    fn into_foreign(self) -> *mut c_void;
    unsafe fn from_foreign(pointer: *mut c_void) -> Self;
    unsafe fn borrow<'a>(pointer: *mut c_void) -> Self::Borrowed<'a>;
}

impl<T: 'static> ForeignOwnable for Arc<T> {
    type Borrowed<'a> = &'a T;

    fn into_foreign(self) -> *mut c_void {
        Arc::into_raw(self) as *mut c_void
    }

    unsafe fn from_foreign(pointer: *mut c_void) -> Self {
        Arc::from_raw(pointer as *const T)
    }

    unsafe fn borrow<'a>(pointer: *mut c_void) -> &'a T {
        &*(pointer as *const T)
    }
}

impl<T: 'static> ForeignOwnable for Box<T> {
    type Borrowed<'a> = &'a T;

    fn into_foreign(self) -> *mut c_void {
        Box::into_raw(self).cast()
    }

    unsafe fn from_foreign(pointer: *mut c_void) -> Self {
        Box::from_raw(pointer.cast())
    }

    unsafe fn borrow<'a>(pointer: *mut c_void) -> &'a T {
        &*pointer.cast()
    }
}
