// bug_own_twice: ... taken back twice
// debug: reported stale
// -O: reported stale
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

struct Handle(*mut [u64; 4]);
impl Handle {
    fn into_raw(self) -> *mut [u64; 4] {
        std::mem::ManuallyDrop::new(self).0
    }
    unsafe fn from_raw(raw: *mut [u64; 4]) -> Handle {
        Handle(raw)
    }
}
impl Drop for Handle {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.0) });
    }
}
pub fn main() {
    let raw = Handle(Box::into_raw(Box::new([1; 4]))).into_raw();
    drop(unsafe { Handle::from_raw(raw) });
    std::mem::forget(unsafe { Handle::from_raw(raw) });
}
