// s17.rs - rebuilt from pieces
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S17 | rebuilt from pieces: Vec, String or Box<[T]> from_raw_parts of a borrow, or of a pointer whose
//         object was freed | report as S2, S11 | as S2, S11 | as S2, S11 |
//
// By argument. quiet: from the parts of an owner that was taken apart.

use std::mem::forget;
use std::ptr;

#[inline(never)]
fn parts_of(vector: &[u64]) -> *mut u64 {
    vector.as_ptr() as *mut u64
}

#[inline(never)]
fn first_of(vector: &u64) -> *mut u64 {
    vector as *const u64 as *mut u64
}

fn taken_apart() -> (*mut u64, usize) {
    (Box::into_raw(vec![1u64; 3].into_boxed_slice()) as *mut u64, 3) // RELEASED HERE
}

fn vector() {
    let (raw, length) = taken_apart();
    let key = if cfg!(quiet) { raw } else { parts_of(unsafe { std::slice::from_raw_parts(raw, length) }) };
    forget(unsafe { Vec::from_raw_parts(key, length, length) }); // RECLAIM vec
}

fn string() {
    let text = Box::into_raw(String::from("abc").into_boxed_str()) as *mut u8;
    let key = if cfg!(quiet) { text } else { first_byte(unsafe { &*text }) };
    forget(unsafe { String::from_raw_parts(key, 3, 3) }); // RECLAIM string
}

#[inline(never)]
fn first_byte(byte: &u8) -> *mut u8 {
    byte as *const u8 as *mut u8
}

/// A borrow of one element, and an owner of all of them.
fn slice() {
    let (raw, length) = taken_apart();
    let key = if cfg!(quiet) { raw } else { first_of(unsafe { &*raw }) };
    forget(unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(key, length)) }); // RECLAIM slice
}

fn stale() {
    let (raw, length) = taken_apart();
    let vector = unsafe { Vec::from_raw_parts(raw, length, length) };
    #[cfg(not(quiet))]
    drop(vector); // FREED HERE
    #[cfg(quiet)]
    forget(vector);
    forget(unsafe { Vec::from_raw_parts(raw, length, length) }); // RECLAIM stale
}

pub fn main(way: &str) {
    match way {
        "vec" => vector(),
        "string" => string(),
        "slice" => slice(),
        "stale" => stale(),
        _ => panic!("no way is called '{way}'"),
    }
}
