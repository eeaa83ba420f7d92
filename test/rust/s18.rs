// s18.rs - rebuilt from the address of a local variable
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S18 | a standard owner (global allocator) rebuilt from the address of a local variable |
//         report: not on the heap | report | report |
//
// By argument. quiet: the variable is on the heap, or the owner has no memory.

use std::mem::forget;
use std::sync::Arc;

type Object = [u64; 3];

#[inline(never)]
fn rebuild_box(raw: *mut Object) {
    forget(unsafe { Box::from_raw(raw) }); // RECLAIM box
}

fn boxed() {
    let mut object = [1u64; 3];
    let raw = &raw mut object;
    #[cfg(quiet)]
    let raw = Box::into_raw(Box::new(unsafe { *raw }));
    rebuild_box(raw);
    assert_eq!(std::hint::black_box(object)[2], 1);
}

fn counted() {
    #[repr(C)]
    struct Counted(usize, usize, Object);
    let mut object = Counted(1, 1, [1; 3]);
    object.2[0] += (object.0 + object.1) as u64;
    let raw = &raw const object.2;
    #[cfg(quiet)]
    let raw = Arc::into_raw(Arc::new(unsafe { *raw }));
    forget(unsafe { Arc::from_raw(raw) }); // RECLAIM arc
    assert_eq!(std::hint::black_box(object).2[2], 1);
}

fn vector() {
    let mut object = [1u64; 3];
    let raw = (&raw mut object) as *mut u64;
    #[cfg(quiet)]
    let raw = Box::into_raw(vec![unsafe { *raw }; 3].into_boxed_slice()) as *mut u64;
    forget(unsafe { Vec::from_raw_parts(raw, 3, 3) }); // RECLAIM vec
    assert_eq!(std::hint::black_box(object)[2], 1);
}

/// An owner of nothing: any aligned pointer is right.
fn empty() {
    let (mut nothing, mut some) = ((), 7u64);
    drop(unsafe { Box::from_raw(&raw mut nothing) });
    drop(unsafe { Vec::from_raw_parts(&raw mut some, 0, 0) });
    let action: *mut dyn Fn() = &mut || ();
    drop(unsafe { Box::from_raw(action) });
}

pub fn main(way: &str) {
    match way {
        "box" => boxed(),
        "arc" => counted(),
        "vec" => vector(),
        "empty" => empty(),
        _ => panic!("no way is called '{way}'"),
    }
}
