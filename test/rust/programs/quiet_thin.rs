// quiet_thin: a pointer to the elements, with their number in front
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::alloc::{alloc, dealloc, Layout};
use std::mem::{forget, ManuallyDrop};
struct Thin(*mut u64);
impl Thin {
    fn layout(count: usize) -> Layout {
        Layout::array::<u64>(count + 1).unwrap()
    }
    fn new(values: &[u64]) -> Thin {
        unsafe {
            let all = alloc(Thin::layout(values.len())).cast::<u64>();
            all.write(values.len() as u64);
            all.add(1).copy_from_nonoverlapping(values.as_ptr(), values.len());
            Thin(all.add(1))
        }
    }
    fn into_raw(self) -> *mut u64 {
        ManuallyDrop::new(self).0
    }
    unsafe fn from_raw(first: *mut u64) -> Thin {
        Thin(first)
    }
}
impl Drop for Thin {
    fn drop(&mut self) {
        unsafe { dealloc(self.0.sub(1).cast(), Thin::layout(*self.0.sub(1) as usize)) };
    }
}
pub fn main() {
    let raw = Thin::new(&[1, 2, 3]).into_raw();
    let seen = unsafe { Thin::from_raw(raw) };
    assert_eq!(unsafe { *seen.0.add(2) }, 3);
    forget(seen);
    drop(unsafe { Thin::from_raw(raw) });
}
