// quiet_own_foreign: owners that keep what Box::into_raw returned, each taken back as often as it is handed out
// debug: verified
// -O: verified
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
struct Again(Box<[u64; 4]>);
impl ForeignOwnable for Again {
    fn into_foreign(self) -> *mut c_void {
        Box::into_raw(self.0).cast()
    }
    unsafe fn from_foreign(raw: *mut c_void) -> Again {
        Again(unsafe { Box::from_raw(raw.cast()) })
    }
}
pub fn main() {
    let mut handle = Handle(Box::into_raw(Box::new([1; 4])));
    let mut again = Again(Box::new([2; 4]));
    for _ in 0..3 {
        handle = unsafe { Handle::from_foreign(handle.into_foreign()) };
        again = unsafe { Again::from_foreign(again.into_foreign()) };
        again.0[0] += unsafe { (*handle.0)[1] };
    }
    assert_eq!(again.0[0], 5);
    std::mem::forget(handle);
}
