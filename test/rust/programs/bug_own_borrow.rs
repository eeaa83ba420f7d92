// bug_own_borrow: a crate's own handle, rebuilt from a borrow
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

struct Handle(*mut [u64; 4]);
impl Handle {
    fn new() -> Handle {
        Handle(Box::into_raw(Box::new([1; 4])))
    }
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
fn key(object: &[u64; 4]) -> *mut [u64; 4] {
    object as *const [u64; 4] as *mut [u64; 4]
}
pub fn main() {
    let raw = Handle::new().into_raw();
    drop(unsafe { Handle::from_raw(key(&*raw)) });
}
