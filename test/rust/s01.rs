// s01.rs - the callback takes back what was released
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S1 | into_raw -> registry stores it -> callback hands it back -> from_raw | ok | ok | ok |
//
// By argument. `detach`: when the device is removed. `release`: on demand, found by a key.

use crate::devres::{Device, DevresInner, Revocable};
use crate::ffi;
use std::sync::Arc;

pub fn main(way: &str) {
    let dev = Device::new();
    let inner = DevresInner::new(&dev, Revocable::new(String::from("data")));
    if way == "release" {
        let key = Arc::as_ptr(&inner);
        let ret = unsafe { ffi::devm_release_action(dev.as_raw(), inner.callback, key as _) };
        assert_eq!(ret, 0);
    }
    dev.detach();

    assert!(!inner.data.is_available());
    assert_eq!(Arc::strong_count(&inner), 1);
}
