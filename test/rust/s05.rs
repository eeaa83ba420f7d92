// s05.rs - a pair that transfers provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S5 | transfer pair (into_raw_c_void/from_raw_c_void): provenance is consumed at release and
//        re-created at reclaim from the bits | ok | ok | ok |
//
// By argument. `remove`: the key of S2 comes back, and only its bits count. `callback`: C passes it back.

use crate::devres::{Data, Device, DevresInner, Revocable};
use crate::ffi::{self, c_void};
use std::sync::Arc;

/// `Arc::into_raw_c_void` of the discussion: C only carries the bits.
pub fn into_raw_c_void<T>(arc: Arc<T>) -> *mut c_void {
    unsafe { ffi::shim_transfer_out(Arc::into_raw(arc).cast()) } // TRANSFER OUT
}

pub unsafe fn from_raw_c_void<T>(bits: *const c_void) -> Arc<T> {
    Arc::from_raw(ffi::shim_transfer_in(bits).cast())
}

type Inner = DevresInner<Revocable<u64>>;

unsafe extern "C" fn callback(bits: *mut c_void) {
    drop(from_raw_c_void::<Inner>(bits));
}

fn remove_action(inner: &Inner) {
    let ret = unsafe {
        ffi::devm_remove_action(inner.dev.as_raw(), callback, inner.as_ptr() as *const c_void)
    };
    assert_eq!(ret, 0);
    drop(unsafe { from_raw_c_void::<Inner>(inner.as_ptr() as *const c_void) });
    inner.data.revoke();
}

pub fn main(way: &str) {
    let dev = Device::new();
    let data = Revocable::new(7u64);
    let inner = Arc::new(DevresInner { dev: dev.clone(), callback, data });
    let bits = into_raw_c_void(inner.clone());
    assert_eq!(unsafe { ffi::devm_add_action(dev.as_raw(), callback, bits) }, 0);
    match way {
        "remove" => remove_action(&inner),
        "callback" => {}
        _ => panic!("no way is called '{way}'"),
    }
    dev.detach();
    assert_eq!(Arc::strong_count(&inner), 1);
}
