// quiet_box_slice_vec: a boxed slice becomes a vector, whose length is its capacity
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let raw: *mut [u64] = Box::into_raw(vec![1, 2, 3].into_boxed_slice());
    let vector = unsafe { Vec::from_raw_parts(raw as *mut u64, raw.len(), raw.len()) };
    let (raw, length, _) = vector.into_raw_parts();
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(raw, length)) });
}
