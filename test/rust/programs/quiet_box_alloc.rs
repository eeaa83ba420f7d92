// quiet_box_alloc: memory from the allocator becomes a Box
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::alloc::{alloc, handle_alloc_error, Layout};
pub fn main() {
    let layout = Layout::new::<[u64; 4]>();
    let raw = unsafe { alloc(layout) }.cast::<[u64; 4]>();
    if raw.is_null() {
        handle_alloc_error(layout);
    }
    unsafe {
        raw.write([1; 4]);
        assert_eq!(Box::from_raw(raw)[0], 1);
    }
}
