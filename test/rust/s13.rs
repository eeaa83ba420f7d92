// s13.rs - code in between that is not instrumented
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S13 | code that was not instrumented stands in between (stores, copies, calls back, releases) |
//         never a false report: unverified | reported as unproven |
//         ok while the release was seen |
//
// A separate program: `s13 WAY`. The registry, shim.c and plain.c are compiled without the plug-in. Every
// way except `lost_key` is correct code. Each is built to cause a false report: the right pointer arrives
// where a key with the same bits was just before. The twin is the same program, all instrumented.

mod devres;
mod ffi;

use devres::{Data, Device, DevresInner, Fixed};
use ffi::c_void;
use std::hint::black_box;
use std::ptr;
use std::sync::Arc;

type Inner = DevresInner<Fixed<u64>>;
type Raw = *mut c_void;

extern "C" {
    fn plain_identity(pointer: Raw) -> Raw;
    fn plain_store(slot: *mut Raw, owner: Raw);
    fn plain_copy(to: *mut c_void, from: *const c_void, bytes: usize);
    fn plain_look_then_use(
        look: unsafe extern "C" fn(Raw) -> Raw,
        key: Raw,
        use_it: ffi::Action,
        owner: Raw,
    );
    fn plain_look_then_return(look: unsafe extern "C" fn(Raw) -> Raw, key: Raw, owner: Raw) -> Raw;
    fn plain_on_stack(use_it: unsafe extern "C" fn(*mut Raw), owner: Raw);
    fn plain_on_heap(bytes: usize, owner: Raw) -> *mut Raw;
    fn free(pointer: *mut c_void);
}

fn key_of(inner: &Inner) -> Raw {
    inner.as_ptr() as Raw
}

/// The released pointer, as the registry stored it.
fn take(inner: &Inner) -> Raw {
    inner.take_action() as Raw
}

unsafe extern "C" fn reclaim(owner: Raw) {
    let inner = Arc::from_raw(owner as *const Inner); // RECLAIM HERE
    inner.data.revoke();
}
unsafe extern "C" fn reclaim_slot(slot: *mut Raw) {
    reclaim(*slot);
}
unsafe extern "C" fn look(pointer: Raw) -> Raw {
    black_box(pointer)
}

#[inline(never)]
fn leave_keys_on_stack(key: Raw) {
    assert!(!black_box([key; 200])[99].is_null());
}

unsafe fn run(way: &str, inner: &Inner) {
    let key = key_of(inner);
    match way {
        "callback" => inner.dev.detach(),
        "key_then_callback" => {
            let dev = inner.dev.as_raw();
            assert_eq!(ffi::devm_release_action(dev, Inner::devres_callback, key), 0);
        }
        "look_then_use" => plain_look_then_use(look, key, reclaim, take(inner)),
        "look_then_return" => reclaim(plain_look_then_return(look, key, take(inner))),
        "out_parameter" => {
            let mut data = key;
            let (dev, callback) = (inner.dev.as_raw(), inner.callback);
            assert_eq!(ffi::devm_take_action_into(dev, callback, data, &mut data), 0);
            reclaim(data);
        }
        "return_value" => reclaim(take(inner)),
        "identity" => reclaim(plain_identity(take(inner))),
        "store" => {
            let mut slot = Box::new(key);
            plain_store(&mut *slot, take(inner));
            reclaim(*slot);
        }
        "store_vec" => {
            let mut slots = vec![key; 10];
            plain_store(&mut slots[7], take(inner));
            reclaim(slots.swap_remove(7));
        }
        "store_option" => {
            let mut slot = Some(ptr::NonNull::new(key).unwrap());
            plain_store((&raw mut slot).cast(), take(inner));
            reclaim(slot.unwrap().as_ptr());
        }
        "copy" => {
            let (from, mut to) = ([take(inner), ptr::null_mut()], [key, key]);
            plain_copy(to.as_mut_ptr().cast(), from.as_ptr().cast(), 16);
            reclaim(to[0]);
        }
        "global" => {
            ffi::shim_put(key);
            assert!(!ffi::shim_get().is_null());
            ffi::shim_put(take(inner));
            reclaim(ffi::shim_get());
        }
        "structure" => {
            leave_keys_on_stack(key);
            let pair = ffi::Pair { first: take(inner), second: key };
            reclaim(ffi::shim_swap(pair).second);
        }
        "varargs" => reclaim(ffi::shim_varargs(2, key, take(inner))),
        "stack" => {
            let owner = take(inner);
            leave_keys_on_stack(key);
            plain_on_stack(reclaim_slot, owner);
        }
        "heap" => {
            let owner = take(inner);
            drop(black_box(vec![key; 30]));
            let slots = plain_on_heap(240, owner);
            reclaim(*slots.add(7));
            free(slots.cast());
        }
        "lost_key" => {
            assert!(inner.found_action());
            reclaim(plain_identity(key));
        }
        _ => panic!("no way is called '{way}'"),
    }
}

fn main() {
    let way = std::env::args().nth(1).unwrap();
    let dev = Device::new();
    let inner = DevresInner::new(&dev, Fixed(7u64));
    unsafe { run(&way, &inner) };
    dev.detach();
    assert_eq!(Arc::strong_count(&inner), 1);
}
