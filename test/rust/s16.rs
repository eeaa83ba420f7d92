// s16.rs - rebuilt from the inside of what was released
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S16 | rebuilt from the inside of what was released: derived from the release, at another address,
//         standard owner | report: interior | report | report |
//
// By argument. quiet: the released pointer.

use std::mem::forget;
use std::ptr;
use std::sync::Arc;

#[repr(C)]
struct Pair {
    first: u64,
    second: u64,
}

fn field_of_box() {
    let raw = Box::into_raw(Box::new(Pair { first: 1, second: 2 })); // RELEASED box
    #[cfg(not(quiet))]
    let raw = unsafe { &raw mut (*raw).second };
    forget(unsafe { Box::from_raw(raw) }); // RECLAIM box
}

fn field_of_arc() {
    let raw = Arc::into_raw(Arc::new(Pair { first: 1, second: 2 })); // RELEASED arc
    #[cfg(not(quiet))]
    let raw = unsafe { &raw const (*raw).second };
    forget(unsafe { Arc::from_raw(raw) }); // RECLAIM arc
}

fn part_of_slice() {
    let raw = Box::into_raw(vec![1u64; 3].into_boxed_slice()) as *mut u64; // RELEASED slice
    let (offset, length) = if cfg!(quiet) { (0, 3) } else { (1, 2) };
    let part = ptr::slice_from_raw_parts_mut(unsafe { raw.add(offset) }, length);
    forget(unsafe { Box::from_raw(part) }); // RECLAIM slice
}

fn rest_of_vector() {
    let mut vector = Vec::from([1u64; 3]).into_boxed_slice();
    vector[0] = 2;
    let raw = Box::into_raw(vector) as *mut u64; // RELEASED vec
    let (offset, length) = if cfg!(quiet) { (0, 3) } else { (2, 1) };
    forget(unsafe { Vec::from_raw_parts(raw.add(offset), length, length) }); // RECLAIM vec
}

/// container_of of a crate's own type: the released pointer is that of a field.
struct Own(Box<Pair>);

impl Own {
    fn into_raw(self) -> *mut u64 {
        unsafe { &raw mut (*Box::into_raw(self.0)).second }
    }
    unsafe fn from_raw(raw: *mut u64) -> Own {
        Own(Box::from_raw(raw.byte_sub(std::mem::offset_of!(Pair, second)) as *mut Pair))
    }
}

fn own_type() {
    let raw = Own(Box::new(Pair { first: 1, second: 2 })).into_raw();
    let own = unsafe { Own::from_raw(raw) };
    assert_eq!((own.0.first, own.0.second), (1, 2));
}

pub fn main(way: &str) {
    match way {
        "box" => field_of_box(),
        "arc" => field_of_arc(),
        "slice" => part_of_slice(),
        "vec" => rest_of_vector(),
        "own" => own_type(),
        _ => panic!("no way is called '{way}'"),
    }
}
