// quiet_box_dyn_downcast: a trait object becomes its type again
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::any::Any;
pub fn main() {
    let raw: *mut dyn Any = Box::into_raw(Box::new(7u64));
    assert!(unsafe { (*raw).is::<u64>() });
    assert_eq!(*unsafe { Box::from_raw(raw.cast::<u64>()) }, 7);
}
