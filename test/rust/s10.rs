// s10.rs - one release, reclaimed twice
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S10 | second reclaim of one transfer, or of a C boundary that was declared consuming |
//         report: already reclaimed, both places | report | report |
//
// By argument. `transfer`: the transfer pair. `foreign`: the kernel's into_foreign and from_foreign, with
// one owner for each release. `foreign-box`: the same for a Box. A spare count (or a forgotten Box)
// keeps the memory alive, so that only the ownership is wrong.
// quiet: the pointer is released again before the second reclaim.

use crate::owners::ForeignOwnable;
use crate::s05::{from_raw_c_void, into_raw_c_void};
#[cfg(not(quiet))]
use std::mem::forget;
use std::sync::Arc;

fn transfer() {
    let arc = Arc::new(7u64);
    let bits = into_raw_c_void(arc.clone());
    let first: Arc<u64> = unsafe { from_raw_c_void(bits) }; // FIRST TRANSFER
    #[cfg(quiet)]
    let bits = into_raw_c_void(first.clone());
    #[cfg(not(quiet))]
    forget(arc.clone());
    let second: Arc<u64> = unsafe { from_raw_c_void(bits) }; // SECOND TRANSFER
    assert!(Arc::ptr_eq(&first, &second));
}

fn foreign() {
    let arc = Arc::new(7u64);
    let raw = arc.clone().into_foreign(); // RELEASED ARC
    let first = unsafe { Arc::<u64>::from_foreign(raw) }; // FIRST ARC
    #[cfg(quiet)]
    let raw = first.clone().into_foreign();
    #[cfg(not(quiet))]
    forget(arc.clone());
    let second = unsafe { Arc::<u64>::from_foreign(raw) }; // SECOND ARC
    assert!(Arc::ptr_eq(&first, &second));
}

fn foreign_box() {
    let raw = Box::new(7u64).into_foreign(); // RELEASED BOX
    let first = unsafe { Box::<u64>::from_foreign(raw) }; // FIRST BOX
    #[cfg(quiet)]
    let raw = first.into_foreign();
    #[cfg(not(quiet))]
    forget(first);
    let second = unsafe { Box::<u64>::from_foreign(raw) }; // SECOND BOX
    assert_eq!(*second, 7);
}

pub fn main(way: &str) {
    match way {
        "transfer" => transfer(),
        "foreign" => foreign(),
        "foreign-box" => foreign_box(),
        _ => panic!("no way is called '{way}'"),
    }
}
