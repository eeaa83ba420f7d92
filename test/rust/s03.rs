// s03.rs - v2: another owner's pointer as a stand-in
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S3 | v2: key is as_ptr of another owner handle (a stand-in) | ok (unverified) |
//        report: stand-in | ok |
//
// The fix of the discussion: `Arc::as_ptr` returns a pointer with all permissions of another owner.
// But it is not the released pointer. quiet: uses the released pointer.

use crate::devres::{Data, Device, DevresInner, Revocable};
use crate::ffi;
use std::sync::Arc;

impl<D: Data> DevresInner<D> {
    fn remove_action_v2(this: &Arc<Self>) {
        let key = Arc::as_ptr(this);
        #[cfg(quiet)]
        let key: *const Self =
            unsafe { ffi::devm_take_action(this.dev.as_raw(), this.callback, key as _) as _ };
        #[cfg(quiet)]
        if key.is_null() {
            return;
        }
        #[cfg(not(quiet))]
        if unsafe { ffi::devm_remove_action(this.dev.as_raw(), this.callback, key as _) } != 0 {
            return;
        }
        let _ = unsafe { Arc::from_raw(key) }; // RECLAIM HERE
        this.data.revoke();
    }
}

pub fn main() {
    let dev = Device::new();
    let inner = DevresInner::new(&dev, Revocable::new(7u64));
    DevresInner::remove_action_v2(&inner);
    dev.detach();
    assert_eq!(Arc::strong_count(&inner), 1);
}
