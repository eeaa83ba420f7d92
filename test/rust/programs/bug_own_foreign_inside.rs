// bug_own_foreign_inside: the owner calls Box::into_raw while it is rebuilt; it is taken back twice
// debug: unverified other-owner
// -O: unverified other-owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ffi::c_void;

trait ForeignOwnable {
    fn into_foreign(self) -> *mut c_void;
    unsafe fn from_foreign(raw: *mut c_void) -> Self;
}
struct Handle(*mut [u64; 4]);
impl Drop for Handle {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.0) });
    }
}
impl Handle {
    fn new(value: [u64; 4]) -> Handle {
        Handle(Box::into_raw(Box::new(value)))
    }
}
impl ForeignOwnable for Handle {
    fn into_foreign(self) -> *mut c_void {
        let raw = std::mem::ManuallyDrop::new(self).0;
        Box::into_raw(unsafe { Box::from_raw(raw) }).cast()
    }
    unsafe fn from_foreign(raw: *mut c_void) -> Handle {
        Handle(Box::into_raw(unsafe { Box::from_raw(raw.cast()) }))
    }
}
pub fn main() {
    let raw = Handle::new([1; 4]).into_foreign();
    let first = unsafe { Handle::from_foreign(raw) };
    let second = unsafe { Handle::from_foreign(raw) };
    std::mem::forget((first, second));
}
