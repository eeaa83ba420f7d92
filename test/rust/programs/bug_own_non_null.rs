// bug_own_non_null: a crate's own owner that takes NonNull
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
use std::ptr::NonNull;
struct Owner(NonNull<[u64; 4]>);
impl Owner {
    fn into_raw(self) -> NonNull<[u64; 4]> {
        ManuallyDrop::new(self).0
    }
    unsafe fn from_raw(raw: NonNull<[u64; 4]>) -> Owner {
        Owner(raw)
    }
}
impl Drop for Owner {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}
fn key(object: &[u64; 4]) -> NonNull<[u64; 4]> {
    NonNull::from(object)
}
pub fn main() {
    let raw = Owner(NonNull::from(Box::leak(Box::new([1; 4])))).into_raw();
    drop(unsafe { Owner::from_raw(key(raw.as_ref())) });
}
