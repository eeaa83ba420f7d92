// s02owners.rs - S2 for each kind of owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S2 | v1: key made from a shared borrow of the inner object; the lookup succeeds;
//        from_raw(key) | report: no FULL; no WRITE, or WRITE only inside cells | report | ok |
//
// The argument names the owner. Without a header (Box, Own) the borrow spans everything that is needed,
// and only write permission is missing. With cells inside (`box-cells`) the reclaim is unverified.
// quiet: the lookup returns the stored pointer.

use crate::ffi::c_void;
use crate::owners::{Counted, ForeignOwnable, Own};
use std::cell::Cell;
use std::ffi::{c_char, CStr, CString};
use std::mem::forget;
use std::ptr;
use std::rc::{self, Rc};
use std::sync::{self, Arc};

/// A registry with one entry.
struct Registry<T: ?Sized>(*const T);

impl<T: ?Sized> Registry<T> {
    /// Returns the entry with the address of KEY.
    fn look_up(&self, key: &T) -> *const T { // LOST HERE
        assert!(ptr::addr_eq(self.0, key));
        #[cfg(quiet)]
        return self.0;
        #[cfg(not(quiet))]
        return key;
    }
}

fn arc() {
    let owner = Arc::new([1u64; 3]);
    let registry = Registry(Arc::into_raw(owner.clone()));
    drop(unsafe { Arc::from_raw(registry.look_up(&owner)) }); // RECLAIM arc
    assert_eq!(Arc::strong_count(&owner), 1);
}

fn arc_weak() {
    let owner = Arc::new([1u64; 3]);
    let registry = Registry(Arc::downgrade(&owner).into_raw());
    drop(unsafe { sync::Weak::from_raw(registry.look_up(&owner)) }); // RECLAIM arc-weak
    assert_eq!(Arc::weak_count(&owner), 0);
}

fn arc_slice() {
    let owner: Arc<[u16]> = Arc::from(vec![1, 2, 3]);
    let registry = Registry(Arc::into_raw(owner.clone()));
    drop(unsafe { Arc::from_raw(registry.look_up(&owner)) }); // RECLAIM arc-slice
    assert_eq!(Arc::strong_count(&owner), 1);
}

fn arc_str() {
    let owner: Arc<str> = Arc::from(String::from("text").into_boxed_str());
    let registry = Registry(Arc::into_raw(owner.clone()));
    drop(unsafe { Arc::from_raw(registry.look_up(&owner)) }); // RECLAIM arc-str
    assert_eq!(Arc::strong_count(&owner), 1);
}

fn arc_dyn() {
    let owner: Arc<dyn ToString> = Arc::new(7u64);
    let registry = Registry(Arc::into_raw(owner.clone()));
    drop(unsafe { Arc::from_raw(registry.look_up(&*owner)) }); // RECLAIM arc-dyn
    assert_eq!(Arc::strong_count(&owner), 1);
}

fn rc() {
    let owner = Rc::new(String::from("text"));
    let registry = Registry(Rc::into_raw(owner.clone()));
    drop(unsafe { Rc::from_raw(registry.look_up(&owner)) }); // RECLAIM rc
    assert_eq!(Rc::strong_count(&owner), 1);
}

fn rc_weak() {
    let owner = Rc::new(String::from("text"));
    let registry = Registry(Rc::downgrade(&owner).into_raw());
    drop(unsafe { rc::Weak::from_raw(registry.look_up(&owner)) }); // RECLAIM rc-weak
    assert_eq!(Rc::weak_count(&owner), 0);
}

fn boxed() {
    let raw = Box::into_raw(Box::new([1u64; 3]));
    let registry = Registry(raw);
    let key = registry.look_up(unsafe { &*raw });
    drop(unsafe { Box::from_raw(key as *mut [u64; 3]) }); // RECLAIM box
}

fn boxed_cells() {
    let raw = Box::into_raw(Box::new(Cell::new(1u64)));
    let registry = Registry(raw);
    let key = registry.look_up(unsafe { &*raw });
    drop(unsafe { Box::from_raw(key as *mut Cell<u64>) }); // RECLAIM box-cells
}

fn boxed_slice() {
    let raw: *mut [u64] = Box::into_raw(vec![1, 2, 3].into_boxed_slice());
    let registry = Registry(raw);
    let key = registry.look_up(unsafe { &*raw });
    drop(unsafe { Box::from_raw(key as *mut [u64]) }); // RECLAIM box-slice
}

fn cstring() {
    fn look_up(stored: *mut c_char, key: &CStr) -> *mut c_char {
        assert_eq!(stored, key.as_ptr() as *mut c_char);
        #[cfg(quiet)]
        return stored;
        #[cfg(not(quiet))]
        return key.as_ptr() as *mut c_char;
    }
    let raw = CString::new("text").unwrap().into_raw();
    let key = look_up(raw, unsafe { CStr::from_ptr(raw) });
    let owner = unsafe { CString::from_raw(key) }; // RECLAIM cstring
    assert_eq!(owner.as_bytes(), b"text");
}

fn counted() {
    let owner = Counted::new([1u64; 3]);
    let registry = Registry(Counted::into_raw(owner.clone()));
    drop(unsafe { Counted::from_raw(registry.look_up(&owner)) }); // RECLAIM counted
    assert_eq!(Counted::count(&owner), 1);
}

fn own() {
    let raw = Own::new(String::from("text")).into_raw();
    let registry = Registry(raw);
    let key = registry.look_up(unsafe { &*raw });
    drop(unsafe { Own::from_raw(key as *mut String) }); // RECLAIM own
}

fn foreign_arc() {
    let owner = Arc::new([1u64; 3]);
    let registry = Registry(owner.clone().into_foreign() as *const [u64; 3]);
    let key = registry.look_up(&owner) as *mut c_void;
    let found = unsafe { Arc::<[u64; 3]>::from_foreign(key) }; // RECLAIM foreign-arc
    assert_eq!(Arc::strong_count(&found), 2);
}

fn foreign_box() {
    let raw = Box::new([1u64; 3]).into_foreign();
    let registry = Registry(raw as *const [u64; 3]);
    let key = registry.look_up(unsafe { Box::<[u64; 3]>::borrow(raw) }) as *mut c_void;
    let found = unsafe { Box::<[u64; 3]>::from_foreign(key) }; // RECLAIM foreign-box
    assert_eq!(found[2], 1);
}

/// Changes the counts through a key.
fn decrement() {
    let owner = Arc::new([1u64; 3]);
    let registry = Registry(Arc::into_raw(owner.clone()));
    unsafe { Arc::decrement_strong_count(registry.look_up(&owner)) }; // RECLAIM decrement
    assert_eq!(Arc::strong_count(&owner), 1);
}

fn increment() {
    let owner = Arc::new([1u64; 3]);
    let raw = Arc::into_raw(owner.clone());
    let registry = Registry(raw);
    unsafe { Arc::increment_strong_count(registry.look_up(&owner)) }; // RECLAIM increment
    assert_eq!(Arc::strong_count(&owner), 3);
    forget(owner);
}

pub fn main(way: &str) {
    match way {
        "arc" => arc(),
        "arc-weak" => arc_weak(),
        "arc-slice" => arc_slice(),
        "arc-str" => arc_str(),
        "arc-dyn" => arc_dyn(),
        "rc" => rc(),
        "rc-weak" => rc_weak(),
        "box" => boxed(),
        "box-cells" => boxed_cells(),
        "box-slice" => boxed_slice(),
        "cstring" => cstring(),
        "counted" => counted(),
        "own" => own(),
        "foreign-arc" => foreign_arc(),
        "foreign-box" => foreign_box(),
        "decrement" => decrement(),
        "increment" => increment(),
        _ => panic!("no owner is called '{way}'"),
    }
}
