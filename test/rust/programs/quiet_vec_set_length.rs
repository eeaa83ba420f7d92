// quiet_vec_set_length: a buffer that C fills
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

unsafe fn fill(buffer: *mut u8, capacity: usize) -> usize {
    buffer.write_bytes(7, capacity);
    capacity
}
pub fn main() {
    let (raw, _, capacity) = Vec::<u8>::with_capacity(64).into_raw_parts();
    let written = unsafe { fill(raw, capacity) };
    assert_eq!(unsafe { Vec::from_raw_parts(raw, written, capacity) }[5], 7);
}
