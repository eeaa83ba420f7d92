// quiet_own_whole: own owners that were made of a `&mut` to the whole object, and of Box::leak
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::{forget, offset_of};
use std::ptr::NonNull;
use std::sync::atomic::AtomicUsize;

#[repr(C)]
struct Inner<T> {
    count: AtomicUsize,
    data: T,
}
struct Counted<T>(NonNull<Inner<T>>);
impl<T> Counted<T> {
    fn new(data: T) -> Self {
        let inner = Box::new(Inner { count: AtomicUsize::new(1), data });
        Counted(NonNull::from(Box::leak(inner)))
    }
    fn into_raw(this: Self) -> *const T {
        let data = unsafe { &raw const (*this.0.as_ptr()).data };
        forget(this);
        data
    }
    unsafe fn from_raw(raw: *const T) -> Self {
        let inner = raw.byte_sub(offset_of!(Inner<T>, data)) as *mut Inner<T>;
        Counted(NonNull::new_unchecked(inner))
    }
}
impl<T> Drop for Counted<T> {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}
struct Plain<T>(NonNull<T>);
impl<T> Plain<T> {
    fn into_raw(mut self) -> *mut T {
        let data: &mut T = unsafe { self.0.as_mut() };
        let raw: *mut T = data;
        forget(self);
        raw
    }
    unsafe fn from_raw(raw: *mut T) -> Self {
        Plain(NonNull::new_unchecked(raw))
    }
}
impl<T> Drop for Plain<T> {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}
pub fn main() {
    let raw = Plain(NonNull::from(Box::leak(Box::new([1u32; 4])))).into_raw();
    forget(unsafe { Plain::from_raw(raw) });
    let raw = Counted::into_raw(Counted::new([1u64; 4]));
    forget(unsafe { Counted::from_raw(raw) });
}
