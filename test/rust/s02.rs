// s02.rs - v1: the key becomes the owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S2 | v1: key made from a shared borrow of the inner object; the lookup succeeds;
//        from_raw(key) | report: no FULL; no WRITE, or WRITE only inside cells | report | ok |
//
// By argument. `v1-cells`, `v1-fixed`: the first version of the patch, for an object with and without
// interior mutability. `merged`: the version in Linux 6.14. It takes an `&Arc`, but calls `as_ptr(&self)`
// of the object, because `this` dereferences to it (Arc's `as_ptr` is not a method).
// `callback`: C calls the Rust function that rebuilds the owner from the key.
// quiet: the lookup returns the stored pointer, and the owner is rebuilt from that.

use crate::devres::{Data, Device, DevresInner, Fixed, Revocable};
use crate::ffi::{self, c_void};
use std::sync::Arc;

impl<D: Data> DevresInner<D> {
    #[cfg(not(quiet))]
    fn remove_action_v1(&self) {
        if !self.found_action() {
            return;
        }
        let _ = unsafe { Arc::from_raw(self.as_ptr()) }; // RECLAIM V1
        self.data.revoke();
    }

    #[cfg(quiet)]
    fn remove_action_v1(&self) {
        let stored = self.take_action();
        if stored.is_null() {
            return;
        }
        let _ = unsafe { Arc::from_raw(stored) };
        self.data.revoke();
    }

    #[cfg(not(quiet))]
    fn remove_action_merged(this: &Arc<Self>) {
        if !this.found_action() {
            return;
        }
        let _ = unsafe { Arc::from_raw(this.as_ptr()) }; // RECLAIM MERGED
        this.data.revoke();
    }

    #[cfg(quiet)]
    fn remove_action_merged(this: &Arc<Self>) {
        this.remove_action_v1();
    }

    /// C calls this with the key.
    unsafe extern "C" fn drop_raw(raw: *mut c_void) {
        drop(Arc::from_raw(raw as *const Self)); // RECLAIM FROM C
    }

    fn remove_action_callback(&self) {
        #[cfg(not(quiet))]
        if self.found_action() {
            unsafe { ffi::shim_call(Self::drop_raw, self.as_ptr() as _) };
        }
        #[cfg(quiet)]
        unsafe {
            ffi::shim_call(Self::drop_raw, self.take_action() as _)
        };
    }
}

/// `Devres` is the user's handle. Its drop removes the action.
struct Devres<D: Data>(Arc<DevresInner<D>>);

impl<D: Data> Drop for Devres<D> {
    fn drop(&mut self) {
        self.0.remove_action_v1();
    }
}

fn v1<D: Data>(data: D) {
    let dev = Device::new();
    let devres = Devres(DevresInner::new(&dev, data));
    let inner = devres.0.clone();
    drop(devres);
    dev.detach();
    assert_eq!(Arc::strong_count(&inner), 1);
}

pub fn main(way: &str) {
    if way == "v1-cells" {
        return v1(Revocable::new(String::from("data")));
    }
    if way == "v1-fixed" {
        return v1(Fixed(7u64));
    }
    let dev = Device::new();
    let inner = DevresInner::new(&dev, Revocable::new(7u64));
    match way {
        "merged" => DevresInner::remove_action_merged(&inner),
        "callback" => inner.remove_action_callback(),
        _ => panic!("no way is called '{way}'"),
    }
    dev.detach();
    assert_eq!(Arc::strong_count(&inner), 1);
}
