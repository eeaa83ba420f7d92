// bug_vec_advanced: the pointer was advanced over the elements that are done
// debug: reported interior
// -O: reported interior
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let (raw, length, capacity) = vec![1u64, 2, 3].into_raw_parts();
    let rest = unsafe { raw.add(1) };
    std::mem::forget(unsafe { Vec::from_raw_parts(rest, length - 1, capacity - 1) });
}
