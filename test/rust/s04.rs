// s04.rs - the lookup returns the stored pointer
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S4 | the lookup returns the stored pointer (out parameter or return value) and that is
//        reclaimed | ok | ok | ok |
//
// By argument: `return` or `out`. The out parameter contained the key before.

use crate::devres::{Data, Device, DevresInner, Fixed};
use crate::ffi;
use std::sync::Arc;

impl<D: Data> DevresInner<D> {
    fn remove_action_out(&self) {
        let mut data = self.as_ptr() as *mut ffi::c_void;
        let (dev, callback) = (self.dev.as_raw(), self.callback);
        let ret = unsafe { ffi::devm_take_action_into(dev, callback, data, &mut data) };
        assert_eq!(ret, 0);
        drop(unsafe { Arc::from_raw(data as *const Self) });
    }

    fn remove_action_return(&self) {
        drop(unsafe { Arc::from_raw(self.take_action()) });
    }
}

pub fn main(way: &str) {
    let dev = Device::new();
    let inner = DevresInner::new(&dev, Fixed([1u64, 2, 3]));
    match way {
        "out" => inner.remove_action_out(),
        "return" => inner.remove_action_return(),
        _ => panic!("no way is called '{way}'"),
    }
    dev.detach();
    assert_eq!(inner.data.0[2], 3);
    assert_eq!(Arc::strong_count(&inner), 1);
}
