// bug_vec_element_type: the same capacity, of larger elements
// debug: reported wrong-size
// -O: reported wrong-size
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let (raw, _, capacity) = vec![1u32, 2, 3, 4].into_raw_parts();
    std::mem::forget(unsafe { Vec::from_raw_parts(raw.cast::<u64>(), 2, capacity) });
}
