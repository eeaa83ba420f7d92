// bug_vec_halves: one allocation is split into two vectors
// debug: reported interior
// -O: reported interior
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    // The first half is at the right address and needs less than was released, which alone is unverified.
    let (raw, _, _) = Vec::from([1u64, 2, 3, 4]).into_raw_parts();
    let halves = unsafe { (Vec::from_raw_parts(raw, 2, 2), Vec::from_raw_parts(raw.add(2), 2, 2)) };
    assert_eq!(halves.0[0] + halves.1[0], 4);
    std::mem::forget(halves);
}
