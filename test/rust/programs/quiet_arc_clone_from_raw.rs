// quiet_arc_clone_from_raw: a clone through a pointer that stays released
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
use std::sync::Arc;
pub fn main() {
    let raw = Arc::into_raw(Arc::new([1u64; 4]));
    for _ in 0..3 {
        let clone = Arc::clone(&*ManuallyDrop::new(unsafe { Arc::from_raw(raw) }));
        assert_eq!(Arc::strong_count(&clone), 2);
    }
    drop(unsafe { Arc::from_raw(raw) });
}
