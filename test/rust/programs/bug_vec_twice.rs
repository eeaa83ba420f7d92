// bug_vec_twice: the parts are used twice
// debug: reported stale
// -O: reported stale
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let (raw, length, capacity) = vec![1u64, 2, 3].into_raw_parts();
    drop(unsafe { Vec::from_raw_parts(raw, length, capacity) });
    std::mem::forget(unsafe { Vec::from_raw_parts(raw, length, capacity) });
}
