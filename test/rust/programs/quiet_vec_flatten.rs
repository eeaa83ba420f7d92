// quiet_vec_flatten: arrays become their elements
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let (raw, length, capacity) = vec![[1u8, 2], [3, 4]].into_raw_parts();
    let flat = unsafe { Vec::from_raw_parts(raw.cast::<u8>(), length * 2, capacity * 2) };
    assert_eq!(flat, [1, 2, 3, 4]);
}
