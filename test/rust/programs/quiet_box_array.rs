// quiet_box_array: a slice becomes an array of the same length
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let raw = Box::into_raw(vec![1u64, 2, 3].into_boxed_slice());
    assert_eq!(*unsafe { Box::from_raw(raw.cast::<[u64; 3]>()) }, [1, 2, 3]);
}
