// quiet_vec_kept: taken apart in one function, put together by a Drop
// debug: unverified no-release
// -O: verified
// aim: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
struct Buffer(*mut u32, usize, usize);
impl Buffer {
    #[inline(never)]
    fn of(vector: Vec<u32>) -> Buffer {
        let mut kept = ManuallyDrop::new(vector);
        Buffer(kept.as_mut_ptr(), kept.len(), kept.capacity())
    }
}
impl Drop for Buffer {
    fn drop(&mut self) {
        drop(unsafe { Vec::from_raw_parts(self.0, self.1, self.2) });
    }
}
pub fn main() {
    for length in 1..9 {
        std::hint::black_box(Buffer::of((0..length).collect()));
    }
}
