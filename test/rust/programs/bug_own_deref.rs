// bug_own_deref: an own counted owner hands out what its Deref returns
// debug: unverified reborrow
// -O: unverified reborrow
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
        Counted(unsafe { NonNull::new_unchecked(Box::into_raw(inner)) })
    }
    fn into_raw(this: Self) -> *const T {
        let raw: *const T = &*this;
        forget(this);
        raw
    }
    unsafe fn from_raw(raw: *const T) -> Self {
        let inner = raw.byte_sub(offset_of!(Inner<T>, data)) as *mut Inner<T>;
        Counted(NonNull::new_unchecked(inner))
    }
}
impl<T> std::ops::Deref for Counted<T> {
    type Target = T;
    fn deref(&self) -> &T {
        unsafe { &(*self.0.as_ptr()).data }
    }
}
impl<T> Drop for Counted<T> {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}
pub fn main() {
    let raw = Counted::into_raw(Counted::new([1u64; 4]));
    forget(unsafe { Counted::from_raw(raw) });
}
