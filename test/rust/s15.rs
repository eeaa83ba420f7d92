// s15.rs - rebuilt as a type that needs more than was released
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S15 | rebuilt as a type that needs more than was released (Box<u64> as Box<[u64; 2]>) |
//         report: wrong size | report | report |
//
// By argument. `table`: the table of functions of another type. quiet: as the type that was released.

use std::any::Any;
use std::mem::forget;
use std::ptr;
use std::rc::Rc;

fn sized() {
    let raw = Box::into_raw(Box::new(1u64)); // RELEASED box
    #[cfg(not(quiet))]
    let raw = raw as *mut [u64; 2];
    forget(unsafe { Box::from_raw(raw) }); // RECLAIM box
}

fn counted() {
    let raw = Rc::into_raw(Rc::new(1u64)); // RELEASED rc
    #[cfg(not(quiet))]
    let raw = raw as *const [u64; 4];
    forget(unsafe { Rc::from_raw(raw) }); // RECLAIM rc
}

/// The allocator is told the alignment when the owner is dropped.
fn aligned() {
    let raw = Box::into_raw(Box::new([0u8; 8])); // RELEASED align
    #[cfg(not(quiet))]
    let raw = raw as *mut u64;
    forget(unsafe { Box::from_raw(raw) }); // RECLAIM align
}

fn slice() {
    let raw = Box::into_raw(vec![1u64; 3].into_boxed_slice()); // RELEASED slice
    let length = if cfg!(quiet) { 3 } else { 4 };
    let raw = ptr::slice_from_raw_parts_mut(raw as *mut u64, length);
    forget(unsafe { Box::from_raw(raw) }); // RECLAIM slice
}

/// The capacity is one of bytes, but the elements are larger.
fn vector() {
    let raw = Box::into_raw(vec![0u8; 64].into_boxed_slice()) as *mut u8; // RELEASED vec
    #[cfg(quiet)]
    forget(unsafe { Vec::from_raw_parts(raw, 64, 64) });
    #[cfg(not(quiet))]
    forget(unsafe { Vec::from_raw_parts(raw as *mut u16, 64, 64) }); // RECLAIM vec
}

fn table() {
    let object: Box<dyn Any> = Box::new(1u32);
    let raw = Box::into_raw(object); // RELEASED table
    #[cfg(not(quiet))]
    let raw: *mut dyn Any = raw as *mut u64;
    forget(unsafe { Box::from_raw(raw) }); // RECLAIM table
}

pub fn main(way: &str) {
    match way {
        "box" => sized(),
        "rc" => counted(),
        "align" => aligned(),
        "slice" => slice(),
        "vec" => vector(),
        "table" => table(),
        _ => panic!("no way is called '{way}'"),
    }
}
