// bug_vec_capacity: the capacity is given in bytes
// debug: reported wrong-size
// -O: reported wrong-size
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let (raw, length, capacity) = vec![1u64, 2, 3].into_raw_parts();
    std::mem::forget(unsafe { Vec::from_raw_parts(raw, length, capacity * 8) });
}
