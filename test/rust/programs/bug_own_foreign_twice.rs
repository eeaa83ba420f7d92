// bug_own_foreign_twice: an owner keeps what Box::into_raw returned, is handed out once and taken back twice
// debug: reported already-reclaimed
// -O: reported already-reclaimed
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
impl ForeignOwnable for Handle {
    fn into_foreign(self) -> *mut c_void {
        std::mem::ManuallyDrop::new(self).0.cast()
    }
    unsafe fn from_foreign(raw: *mut c_void) -> Handle {
        Handle(raw.cast())
    }
}
pub fn main() {
    // The release by Box::into_raw is still outstanding. It is not a second hand-out.
    let raw = Handle(Box::into_raw(Box::new([1; 4]))).into_foreign();
    let first = unsafe { Handle::from_foreign(raw) };
    let second = unsafe { Handle::from_foreign(raw) };
    std::mem::forget((first, second));
}
