// bug_own_counted: a crate's own counted owner, with a count in front of the payload
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::{offset_of, ManuallyDrop};
#[repr(C)]
struct Inner {
    count: usize,
    data: [u64; 4],
}
struct Counted(*mut Inner);
impl Counted {
    fn into_raw(self) -> *const [u64; 4] {
        unsafe { &raw const (*ManuallyDrop::new(self).0).data }
    }
    unsafe fn from_raw(data: *const [u64; 4]) -> Counted {
        Counted(data.byte_sub(offset_of!(Inner, data)) as *mut Inner)
    }
}
impl Drop for Counted {
    fn drop(&mut self) {
        unsafe {
            (*self.0).count -= 1;
            if (*self.0).count == 0 {
                drop(Box::from_raw(self.0));
            }
        }
    }
}
fn key(data: &[u64; 4]) -> *const [u64; 4] {
    data
}
pub fn main() {
    let raw = Counted(Box::into_raw(Box::new(Inner { count: 1, data: [1; 4] }))).into_raw();
    drop(unsafe { Counted::from_raw(key(&*raw)) });
}
