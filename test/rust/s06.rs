// s06.rs - a successful lookup is the proof
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S6 | only an immutable borrow at hand; the C call is the proof of ownership:
//        custody_recover(key) returns the key's address with the released provenance |
//        ok | ok | ok |
//
// By argument. `object`: a borrow of the object. `member`: a borrow of a member, and the lookup proves
// that it is part of the object. `unproven`: the program does not check the result of the lookup.

use crate::devres::{Data, Device, DevresInner, Revocable};
use crate::ffi;
use std::mem::offset_of;
use std::sync::Arc;

type Inner = DevresInner<Revocable<u64>>;

fn by_object(inner: &Inner) {
    assert!(inner.found_action());
    let owned = unsafe { ffi::shim_recover(inner.as_ptr() as _) };
    drop(unsafe { Arc::from_raw(owned as *const Inner) });
}

fn by_member(dev: &Device, data: &Revocable<u64>) {
    let key = (data as *const Revocable<u64>).wrapping_byte_sub(offset_of!(Inner, data));
    let ret = unsafe {
        ffi::devm_remove_action(dev.as_raw(), Inner::devres_callback, key as *const ffi::c_void)
    };
    assert_eq!(ret, 0);
    let owned = unsafe { ffi::shim_recover(key as _) };
    drop(unsafe { Arc::from_raw(owned as *const Inner) });
}

fn unproven(inner: &Inner) {
    inner.dev.detach();
    inner.found_action();
    let owned = unsafe { ffi::shim_recover(inner.as_ptr() as _) }; // UNPROVEN HERE
    assert_eq!(owned as *const Inner, inner.as_ptr());
}

pub fn main(way: &str) {
    let dev = Device::new();
    let inner = DevresInner::new(&dev, Revocable::new(7u64));
    match way {
        "object" => by_object(&inner),
        "member" => by_member(&dev, &inner.data),
        "unproven" => unproven(&inner),
        _ => panic!("no way is called '{way}'"),
    }
    inner.data.revoke();
    dev.detach();
    assert_eq!(Arc::strong_count(&inner), 1);
}
