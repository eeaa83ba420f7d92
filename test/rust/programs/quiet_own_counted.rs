// quiet_own_counted: a crate's own counted owner, from NonNull
// debug: unverified covered
// -O: unverified covered
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::NonNull;
#[repr(C)]
struct Inner<T> {
    count: usize,
    data: T,
}
struct Counted<T>(NonNull<Inner<T>>);
impl<T> Counted<T> {
    fn new(data: T) -> Self {
        Counted(NonNull::from(Box::leak(Box::new(Inner { count: 1, data }))))
    }
    fn into_raw(self) -> NonNull<T> {
        let inner = ManuallyDrop::new(self).0.as_ptr();
        unsafe { NonNull::new_unchecked(&raw mut (*inner).data) }
    }
    unsafe fn from_raw(data: NonNull<T>) -> Self {
        let at = std::mem::offset_of!(Inner<T>, data);
        Counted(NonNull::new_unchecked(data.as_ptr().byte_sub(at).cast()))
    }
}
impl<T> Clone for Counted<T> {
    fn clone(&self) -> Self {
        unsafe { (*self.0.as_ptr()).count += 1 };
        Counted(self.0)
    }
}
impl<T> Deref for Counted<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &unsafe { self.0.as_ref() }.data
    }
}
impl<T> Drop for Counted<T> {
    fn drop(&mut self) {
        unsafe {
            (*self.0.as_ptr()).count -= 1;
            if self.0.as_ref().count == 0 {
                drop(Box::from_raw(self.0.as_ptr()));
            }
        }
    }
}
pub fn main() {
    let owner = Counted::new(String::from("text"));
    let raw = owner.clone().into_raw();
    assert_eq!(unsafe { raw.as_ref() }, &*owner);
    drop(unsafe { Counted::from_raw(raw) });
}
