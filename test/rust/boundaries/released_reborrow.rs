// released_reborrow.rs - the into_raw of a crate's own type returns a `&T` without a name, as in triomphe 0.1.6
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A build with debug assertions checks the place that is borrowed, so Custody sees it. A release build leaves
// no trace of the reference (docs/limits.md). With --cfg quiet the pointer is made by `&raw const`.
//
// RUN: %custody-rustc --edition=2021 %s -o %t && %run-custody %t 2>&1 | FileCheck %s
// RUN: %custody-rustc --edition=2021 -O -Cdebug-assertions=yes %s -o %t && %run-custody %t 2>&1 | FileCheck %s
// RUN: %custody-rustc --edition=2021 --cfg quiet %s -o %t && %run-custody %t 2>&1 | FileCheck %s --check-prefix=QUIET
// RUN: %custody-rustc --edition=2021 --cfg quiet -O %s -o %t && %run-custody %t 2>&1 | FileCheck %s --check-prefix=QUIET
// CHECK: CustodySanitizer: 0 verified, 1 unverified, 0 reported
// CHECK-NEXT: 1 unverified: reborrow:
// QUIET: CustodySanitizer: 1 verified, 0 unverified, 0 reported

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
    fn ptr(&self) -> *mut Inner<T> {
        self.0.as_ptr()
    }
    fn as_ptr(&self) -> *const T {
        #[cfg(quiet)]
        return unsafe { &raw const (*self.ptr()).data };
        #[cfg(not(quiet))]
        unsafe { &((*self.ptr()).data) as *const _ }
    }
    fn into_raw(this: Self) -> *const T {
        let raw = this.as_ptr();
        forget(this);
        raw
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

fn main() {
    let raw = Counted::into_raw(Counted::new([1u64; 4]));
    forget(unsafe { Counted::from_raw(raw) });
}
