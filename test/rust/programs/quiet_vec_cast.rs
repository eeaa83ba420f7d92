// quiet_vec_cast: elements of another type, of the same size
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let (raw, length, capacity) = vec![1u32, 2, 3].into_raw_parts();
    assert_eq!(unsafe { Vec::from_raw_parts(raw.cast::<i32>(), length, capacity) }, [1, 2, 3]);
}
