// s07.rs - an upcast from a borrowed member
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S7 | an inner member *borrowed* (its span is the member), upcast (container_of), from_raw
//        without recover | report: no FULL | report | ok if these bits are outstanding |
//
// By argument: `exclusive` or `shared`. The exclusive borrow may write, but only its own bytes.
// quiet: a raw pointer to the member. Offsets do not limit a pointer, so it reaches the object.

use crate::devres::{Device, DevresInner, Revocable};
use std::mem::offset_of;
use std::sync::Arc;

type Data = Revocable<u64>;
type Inner = DevresInner<Data>;

#[cfg(not(quiet))]
fn from_exclusive(data: &mut Data) -> *const Data { // LOST EXCLUSIVE
    data
}
#[cfg(not(quiet))]
fn from_shared(data: &Data) -> *const Data { // LOST SHARED
    data
}

fn container_of(data: *const Data) -> *const Inner {
    data.wrapping_byte_sub(offset_of!(Inner, data)).cast()
}

pub fn main(way: &str) {
    let dev = Device::new();
    let inner = DevresInner::new(&dev, Revocable::new(7u64));
    let raw = inner.take_action() as *mut Inner;

    #[cfg(quiet)]
    let member = unsafe { &raw const (*raw).data };
    #[cfg(not(quiet))]
    let member = unsafe {
        match way {
            "exclusive" => from_exclusive(&mut (*raw).data),
            _ => from_shared(&(*raw).data),
        }
    };
    assert!(way == "exclusive" || way == "shared");
    drop(unsafe { Arc::from_raw(container_of(member)) }); // RECLAIM HERE

    dev.detach();
    assert_eq!(Arc::strong_count(&inner), 1);
}
