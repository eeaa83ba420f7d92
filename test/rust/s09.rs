// s09.rs - random bits as a key
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S9 | a random bit pattern as key: the lookup fails and nothing is said; from_raw of it |
//        report: never released, if forged | report | report |
//
// By argument. `lookup`: the bits are only compared. `reclaim`: an owner is rebuilt from them, and
// forgotten, because there is no memory. `outside BITS`: the bits come from outside the program, so they
// may be a pointer. `roundtrip`: a released pointer goes through an integer.

use crate::devres::{Device, DevresInner, Revocable};
use crate::ffi;
use std::mem::forget;
use std::sync::Arc;

type Inner = DevresInner<Revocable<u64>>;

/// A 16-byte aligned address in user space, far from any mapping.
const RANDOM_BITS: usize = 0x5eed_5eed_5ee0;

pub fn main(way: &str, bits: Option<&String>) {
    let dev = Device::new();
    let inner = DevresInner::new(&dev, Revocable::new(7u64));
    match way {
        "lookup" => {
            let key = RANDOM_BITS as *const ffi::c_void;
            let ret = unsafe { ffi::devm_remove_action(dev.as_raw(), inner.callback, key) };
            assert_ne!(ret, 0);
        }
        "reclaim" => {
            forget(unsafe { Arc::from_raw(RANDOM_BITS as *const Inner) }); // RECLAIM HERE
        }
        "outside" => {
            let bits: usize = bits.unwrap().parse().unwrap();
            forget(unsafe { Arc::from_raw(bits as *const Inner) }); // OUTSIDE HERE
        }
        "roundtrip" => {
            let bits = inner.take_action().expose_provenance();
            assert_eq!(bits % 8, 0);
            drop(unsafe { Arc::from_raw(bits as *const Inner) });
            assert_eq!(Arc::strong_count(&inner), 1);
        }
        _ => panic!("no way is called '{way}'"),
    }
}
