// quiet_vec_views: vectors are grown, shrunk and split by the functions of Vec, and handed out in between
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let mut all = vec![1u64, 2, 3, 4];
    for _ in 0..3 {
        let (raw, length, capacity) = all.into_raw_parts();
        all = unsafe { Vec::from_raw_parts(raw, length, capacity) };
        let (raw, length, capacity) = all.split_off(2).into_raw_parts();
        all.extend(unsafe { Vec::from_raw_parts(raw, length, capacity) });
        all.reserve_exact(100);
        all.shrink_to_fit();
    }
    assert_eq!(all, [1, 2, 3, 4]);
}
