// quiet_vec_ffi: a vector that C owns for a while, as a structure
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#[repr(C)]
struct Buffer {
    data: *mut u8,
    length: usize,
    capacity: usize,
}
extern "C" fn buffer_new() -> Buffer {
    let (data, length, capacity) = Vec::from(*b"text").into_raw_parts();
    Buffer { data, length, capacity }
}
unsafe extern "C" fn buffer_push(buffer: *mut Buffer, byte: u8) {
    let mut vector = Vec::from_raw_parts((*buffer).data, (*buffer).length, (*buffer).capacity);
    vector.push(byte);
    let (data, length, capacity) = vector.into_raw_parts();
    *buffer = Buffer { data, length, capacity };
}
unsafe extern "C" fn buffer_free(buffer: Buffer) {
    drop(Vec::from_raw_parts(buffer.data, buffer.length, buffer.capacity));
}
pub fn main() {
    let mut buffer = buffer_new();
    for byte in 0..100 {
        unsafe { buffer_push(&mut buffer, byte) };
    }
    assert_eq!(buffer.length, 104);
    unsafe { buffer_free(buffer) };
}
