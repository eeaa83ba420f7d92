// quiet_arc_counts: counts changed by the released pointer
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
pub fn main() {
    let raw = Arc::into_raw(Arc::new([1u64; 4]));
    unsafe {
        Arc::increment_strong_count(raw);
        Arc::increment_strong_count(raw);
        Arc::decrement_strong_count(raw);
        drop(Arc::from_raw(raw));
        drop(Arc::from_raw(raw));
    }
}
