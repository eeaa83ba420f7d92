// quiet_vec_alloc: ... or a vector
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::alloc::{alloc_zeroed, handle_alloc_error, Layout};
pub fn main() {
    let layout = Layout::array::<u64>(8).unwrap();
    let raw = unsafe { alloc_zeroed(layout) }.cast::<u64>();
    if raw.is_null() {
        handle_alloc_error(layout);
    }
    assert_eq!(unsafe { Vec::from_raw_parts(raw, 8, 8) }, [0; 8]);
}
