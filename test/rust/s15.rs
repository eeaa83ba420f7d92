// s15.rs - rebuilt as a type that needs more than was released
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S15 | rebuilt as a type that needs more than was released (Box<u64> as Box<[u64; 2]>) |
//         report: wrong size | report | report |
//
// By argument. `table`: the table of functions of another type. quiet: as the type that was released.

use std::any::Any;
use std::mem::{forget, ManuallyDrop};
use std::pin::Pin;
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;

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

/// Other types of the same size and alignment, and one that is smaller for a while.
fn legal() {
    unsafe {
        let raw = Box::into_raw(Box::new(1u64));
        drop(Box::from_raw(raw as *mut ManuallyDrop<u64>));
        let raw = Arc::into_raw(Arc::<[u8]>::from(*b"text"));
        assert_eq!(&*Arc::from_raw(raw as *const str), "text");
        let object: Box<dyn Any> = Box::new(1u64);
        assert_eq!(*Box::from_raw(Box::into_raw(object) as *mut u64), 1);
        let raw = Box::into_raw(Box::new(1u64));
        assert_eq!(Box::from_raw(raw as *mut dyn Any).downcast::<u64>().ok(), Some(Box::new(1)));
        let raw = Box::into_raw(vec![1u64, 2].into_boxed_slice());
        assert_eq!(Vec::from_raw_parts(raw as *mut u64, 2, 2), [1, 2]);
        let raw = Box::into_raw(String::from("text").into_boxed_str()) as *mut u8;
        assert_eq!(String::from_raw_parts(raw, 4, 4), "text");
        let raw = Box::into_raw(Pin::into_inner(Box::pin(1u64)));
        assert_eq!(*Pin::new(Box::from_raw(raw)), 1);
        drop(Box::from_raw(Box::into_raw(Box::new(())) as *mut [u64; 0]));
        let raw = Box::into_raw(Box::new([1u64, 2]));
        let front = Box::into_raw(Box::from_raw(raw as *mut u64));
        assert_eq!(*Box::from_raw(front as *mut [u64; 2]), [1, 2]);
    }
}

pub fn main(way: &str) {
    match way {
        "legal" => legal(),
        "box" => sized(),
        "rc" => counted(),
        "align" => aligned(),
        "slice" => slice(),
        "vec" => vector(),
        "table" => table(),
        _ => panic!("no way is called '{way}'"),
    }
}
