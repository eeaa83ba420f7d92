// s14.rs - released by one owner, rebuilt by another
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S14 | released by one standard owner, rebuilt by another: Arc and Box, Rc and Arc, a strong one from a
//         Weak that has no strong left | report: wrong owner | report | report |
//
// By argument. quiet: the owner that was released is rebuilt, and a strong one keeps the object of the Weak.

use std::mem::forget;
use std::rc::Rc;
use std::sync::{Arc, Weak};

fn arc_as_box() {
    let raw = Arc::into_raw(Arc::new([1u64; 3])); // RELEASED arc-box
    #[cfg(quiet)]
    drop(unsafe { Arc::from_raw(raw) });
    #[cfg(not(quiet))]
    forget(unsafe { Box::from_raw(raw as *mut [u64; 3]) }); // RECLAIM arc-box
}

fn box_as_arc() {
    let raw = Box::into_raw(Box::new([1u64; 3])); // RELEASED box-arc
    #[cfg(quiet)]
    drop(unsafe { Box::from_raw(raw) });
    #[cfg(not(quiet))]
    forget(unsafe { Arc::from_raw(raw) }); // RECLAIM box-arc
}

fn rc_as_arc() {
    let raw = Rc::into_raw(Rc::new([1u64; 3])); // RELEASED rc-arc
    #[cfg(quiet)]
    drop(unsafe { Rc::from_raw(raw) });
    #[cfg(not(quiet))]
    forget(unsafe { Arc::from_raw(raw) }); // RECLAIM rc-arc
}

fn box_as_rc_slice() {
    let raw = Box::into_raw(vec![1u64; 3].into_boxed_slice()); // RELEASED box-rc
    #[cfg(quiet)]
    drop(unsafe { Box::from_raw(raw) });
    #[cfg(not(quiet))]
    forget(unsafe { Rc::from_raw(raw) }); // RECLAIM box-rc
}

/// The object is dropped, and the Weak keeps its memory.
fn weak_as_arc() {
    let strong = Arc::new([1u64; 3]);
    let raw = Arc::downgrade(&strong).into_raw(); // RELEASED weak-arc
    #[cfg(not(quiet))]
    drop(strong);
    #[cfg(quiet)]
    drop(unsafe { Weak::from_raw(raw) });
    #[cfg(not(quiet))]
    forget(unsafe { Arc::from_raw(raw) }); // RECLAIM weak-arc
}

/// Legal as long as a strong count is left and the counts are mended, which nobody can see.
fn weak_as_living_arc() {
    let strong = Arc::new([1u64; 3]);
    let raw = Arc::downgrade(&strong).into_raw();
    let other = unsafe { Arc::from_raw(raw) };
    assert_eq!(other[2], 1);
    forget(other);
    forget(strong);
    drop(unsafe { Weak::from_raw(raw) });
}

pub fn main(way: &str) {
    match way {
        "arc-box" => arc_as_box(),
        "box-arc" => box_as_arc(),
        "rc-arc" => rc_as_arc(),
        "box-rc" => box_as_rc_slice(),
        "weak-arc" => weak_as_arc(),
        "weak-living-arc" => weak_as_living_arc(),
        _ => panic!("no way is called '{way}'"),
    }
}
