// bug_vec_local: a vector of an array on the stack
// debug: reported not-on-the-heap
// -O: reported not-on-the-heap
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let mut values = [1u64, 2, 3, 4];
    let vector = unsafe { Vec::from_raw_parts(values.as_mut_ptr(), 4, 4) };
    assert_eq!(vector[3], 4);
    std::mem::forget(vector);
}
