// counted.rs - Arc, Rc and Weak: counts changed through a raw pointer, and all forms of into_raw
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: env RUSTC_BOOTSTRAP=1 %custody-rustc --edition=2021 %s -o %t.debug
// RUN: env RUSTC_BOOTSTRAP=1 %custody-rustc --edition=2021 -O %s -o %t.release
// RUN: %python %S/ways.py %s %t.debug %t.release
//
// | way                   | permission       | exact          | address           |
// | increment             | 3v               | 3v             | 3v                |
// | increment_twice       | 5v               | 5v             | 5v                |
// | increment_rc          | 3v               | 3v             | 3v                |
// | increment_as_ptr      | 2u               | unproven       | never-released    |
// | decrement             | 2v               | 2v             | 2v                |
// | foreign               | 3u               | 3u             | 3u                |
// | allocator             | 4v               | 4v             | 4v                |
// | arena                 | 1v 1u            | never-released | 1v 1u             |
// | weak                  | 4v               | 4v             | 4v                |
// | boxes                 | 4v               | 4v             | 4v                |
// | by_name               | 3v               | 3v             | 3v                |
// | dynamic               | 3v               | 3v             | 3v                |
// | waker                 | 1v               | 1v             | 1v                |
// | thread                | 1v               | 1v             | 1v                |
// | none_left             | already-reclaimed | already-reclaimed | already-reclaimed |
// | borrow_increment      | wrong-provenance | stand-in       | 2v                |
// | borrow_increment_rc   | wrong-provenance | stand-in       | 2v                |
// | borrow_decrement      | wrong-provenance | stand-in       | 1v                |
// | borrow_in             | wrong-provenance | stand-in       | 1v                |
// | borrow_non_null       | wrong-provenance | stand-in       | 1v                |
// | borrow_weak           | wrong-provenance | stand-in       | 1v                |
// | borrow_waker          | wrong-provenance | stand-in       | 1v                |
// | stale_increment       | stale            | stale          | stale             |
// | stale_non_null        | stale            | stale          | stale             |

#![feature(allocator_api, box_vec_non_null, thread_raw)]

use std::alloc::{AllocError, Allocator, Global, Layout};
use std::cell::{Cell, UnsafeCell};
use std::ffi::c_void;
use std::mem::forget;
use std::ptr::NonNull;
use std::rc::{self, Rc};
use std::sync::{self, Arc};
use std::task::{RawWaker, RawWakerVTable, Waker};
use std::thread::{self, Thread};

type Object = [u64; 3];

fn object() -> Object {
    [1, 2, 3]
}
/// The address of OBJECT, to be compared.
fn key(object: &Object) -> *const Object {
    object
}

fn increment() {
    let raw = Arc::into_raw(Arc::new(object()));
    unsafe {
        Arc::increment_strong_count(raw);
        drop(Arc::from_raw(raw));
        drop(Arc::from_raw(raw));
    }
}
fn increment_twice() {
    let raw = Arc::into_raw(Arc::new(object()));
    unsafe {
        Arc::increment_strong_count(raw);
        Arc::increment_strong_count(raw);
        Arc::decrement_strong_count(raw);
        drop(Arc::from_raw(raw));
        drop(Arc::from_raw(raw));
    }
}
fn increment_rc() {
    let raw = Rc::into_raw(Rc::new(object()));
    unsafe {
        Rc::increment_strong_count(raw);
        Rc::decrement_strong_count(raw);
        assert_eq!(Rc::strong_count(&Rc::from_raw(raw)), 1);
    }
}
/// Nothing was released, but the pointer stands for an owner now.
fn increment_as_ptr() {
    let owner = Arc::new(object());
    let raw = Arc::as_ptr(&owner);
    unsafe {
        Arc::increment_strong_count(raw);
        drop(Arc::from_raw(raw));
    }
    assert_eq!(Arc::strong_count(&owner), 1);
}
fn decrement() {
    let owner = Arc::new(object());
    let raw = Arc::into_raw(owner.clone());
    unsafe { Arc::decrement_strong_count(raw) };
    assert_eq!(Arc::strong_count(&owner), 1);
    let raw = Arc::into_raw(owner);
    unsafe { Arc::decrement_strong_count_in(raw, Global) };
}

/// As the kernel's trait: one from_foreign for each into_foreign.
trait ForeignOwnable: Sized {
    fn into_foreign(self) -> *mut c_void;
    unsafe fn from_foreign(pointer: *mut c_void) -> Self;
}
impl ForeignOwnable for Arc<Object> {
    fn into_foreign(self) -> *mut c_void {
        Arc::into_raw(self) as *mut c_void
    }
    unsafe fn from_foreign(pointer: *mut c_void) -> Self {
        Arc::from_raw(pointer as *const Object)
    }
}
/// An owner that increment_strong_count added may be taken back too.
fn foreign() {
    let raw = Arc::new(object()).into_foreign();
    unsafe {
        Arc::increment_strong_count(raw as *const Object);
        drop(Arc::<Object>::from_foreign(raw));
        drop(Arc::<Object>::from_foreign(raw));
    }
}
fn none_left() {
    let owner = Arc::new(object());
    let raw = owner.clone().into_foreign();
    unsafe {
        drop(Arc::<Object>::from_foreign(raw));
        forget(Arc::<Object>::from_foreign(raw));
    }
}

fn allocator() {
    unsafe {
        let (raw, of) = Arc::into_raw_with_allocator(Arc::new_in(object(), Global));
        drop(Arc::from_raw_in(raw, of));
        let (raw, of) = Rc::into_raw_with_allocator(Rc::new_in(object(), Global));
        drop(Rc::from_raw_in(raw, of));
        let (raw, of) = Box::into_raw_with_allocator(Box::new_in(object(), Global));
        drop(Box::from_raw_in(raw, of));
        let (raw, length, capacity, of) = vec![1u64].into_raw_parts_with_alloc();
        drop(Vec::from_raw_parts_in(raw, length, capacity, of));
    }
}

/// Memory that is not on the heap: that of a local variable.
struct Arena {
    memory: UnsafeCell<[u64; 64]>,
    used: Cell<usize>,
}
unsafe impl Allocator for &Arena {
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        let at = self.used.replace(self.used.get() + layout.size().div_ceil(8));
        let place = unsafe { self.memory.get().cast::<u64>().add(at) };
        Ok(NonNull::slice_from_raw_parts(NonNull::new(place.cast()).unwrap(), layout.size()))
    }
    unsafe fn deallocate(&self, _: NonNull<u8>, _: Layout) {}
}
fn arena() {
    let memory = Arena { memory: UnsafeCell::new([0; 64]), used: Cell::new(0) };
    unsafe {
        let (raw, of) = Box::into_raw_with_allocator(Box::new_in(object(), &memory));
        drop(Box::from_raw_in(raw, of));
        let whole = memory.memory.get().cast::<u64>();
        drop(Vec::from_raw_parts_in(whole, 2, 2, &memory));
    }
}
fn borrow_in() {
    let (raw, of) = Box::into_raw_with_allocator(Box::new_in(object(), Global));
    let found = key(unsafe { &*raw }) as *mut Object;
    drop(unsafe { Box::from_raw_in(found, of) });
}
fn weak() {
    let (arc, rc) = (Arc::new(object()), Rc::new(object()));
    unsafe {
        drop(sync::Weak::from_raw(Arc::downgrade(&arc).into_raw()));
        drop(rc::Weak::from_raw(Rc::downgrade(&rc).into_raw()));
        let (raw, of) = Arc::downgrade(&arc).into_raw_with_allocator();
        drop(sync::Weak::from_raw_in(raw, of));
        let (raw, of) = Rc::downgrade(&rc).into_raw_with_allocator();
        drop(rc::Weak::from_raw_in(raw, of));
    }
}
fn boxes() {
    unsafe {
        drop(Box::from_non_null(Box::into_non_null(Box::new(object()))));
        let (raw, of) = Box::into_non_null_with_allocator(Box::new(object()));
        drop(Box::from_non_null_in(raw, of));
        drop(Box::from_raw(Box::into_non_null(Box::new(object())).as_ptr()));
        let (raw, length, capacity) = vec![1u64].into_parts();
        drop(Vec::from_parts(raw, length, capacity));
    }
}
/// The function is a value: std calls it.
fn by_name() {
    let all = [Box::new(1u64), Box::new(2), Box::new(3)];
    let all = all.map(Box::into_non_null);
    let back: Vec<Box<u64>> = all.into_iter().map(|each| unsafe { Box::from_non_null(each) }).collect();
    assert_eq!(back.len(), 3);
}
fn dynamic() {
    let raw: *mut dyn ToString = Box::into_raw(Box::new(7u64));
    let raw_arc: *const dyn ToString = Arc::into_raw(Arc::new(7u64));
    let raw_rc: *const dyn ToString = Rc::into_raw(Rc::new(7u64));
    unsafe {
        assert_eq!(Box::from_raw(raw).to_string(), "7");
        assert_eq!(Arc::from_raw(raw_arc).to_string(), "7");
        assert_eq!(Rc::from_raw(raw_rc).to_string(), "7");
    }
}

static NOTHING: RawWakerVTable =
    RawWakerVTable::new(|data| RawWaker::new(data, &NOTHING), |_| (), |_| (), |_| ());
/// The history passes through the waker.
fn waker() {
    let raw = Arc::into_raw(Arc::new(object()));
    let waker = unsafe { Waker::from_raw(RawWaker::new(raw as *const (), &NOTHING)) };
    let again = waker.clone();
    drop(unsafe { Arc::from_raw(again.data() as *const Object) });
}
fn borrow_waker() {
    let raw = Arc::into_raw(Arc::new(object()));
    let data = key(unsafe { &*raw }) as *const ();
    let waker = unsafe { Waker::from_raw(RawWaker::new(data, &NOTHING)) };
    drop(unsafe { Arc::from_raw(waker.data() as *const Object) });
}
fn thread() {
    let raw = thread::current().into_raw();
    assert_eq!(unsafe { Thread::from_raw(raw) }.id(), thread::current().id());
}

fn borrow_increment() {
    let raw = Arc::into_raw(Arc::new(object()));
    unsafe {
        Arc::increment_strong_count(key(&*raw));
        drop(Arc::from_raw(raw));
    }
}
fn borrow_increment_rc() {
    let raw = Rc::into_raw(Rc::new(object()));
    unsafe {
        Rc::increment_strong_count(key(&*raw));
        drop(Rc::from_raw(raw));
    }
}
fn borrow_decrement() {
    let raw = Arc::into_raw(Arc::new(object()));
    unsafe { Arc::decrement_strong_count(key(&*raw)) };
}
fn borrow_non_null() {
    let raw = Box::into_non_null(Box::new(object()));
    let found = key(unsafe { raw.as_ref() }) as *mut Object;
    drop(unsafe { Box::from_non_null(NonNull::new_unchecked(found)) });
}
fn borrow_weak() {
    let owner = Arc::new(object());
    let _raw = Arc::downgrade(&owner).into_raw();
    drop(unsafe { sync::Weak::from_raw(key(&owner)) });
}
fn stale_increment() {
    let raw = Arc::into_raw(Arc::new(object()));
    unsafe {
        drop(Arc::from_raw(raw));
        Arc::increment_strong_count(raw);
    }
}
fn stale_non_null() {
    let raw = Box::into_non_null(Box::new(object()));
    unsafe {
        drop(Box::from_non_null(raw));
        forget(Box::from_non_null(raw));
    }
}

fn main() {
    let ways: &[(&str, fn())] = &[
        ("increment", increment), ("increment_twice", increment_twice), ("increment_rc", increment_rc),
        ("increment_as_ptr", increment_as_ptr), ("decrement", decrement), ("foreign", foreign),
        ("allocator", allocator), ("weak", weak), ("boxes", boxes), ("by_name", by_name),
        ("dynamic", dynamic), ("waker", waker), ("thread", thread), ("none_left", none_left),
        ("borrow_increment", borrow_increment), ("borrow_increment_rc", borrow_increment_rc),
        ("borrow_decrement", borrow_decrement), ("borrow_non_null", borrow_non_null), ("borrow_in", borrow_in), ("arena", arena),
        ("borrow_weak", borrow_weak), ("borrow_waker", borrow_waker),
        ("stale_increment", stale_increment), ("stale_non_null", stale_non_null),
    ];
    let way = std::env::args().nth(1).unwrap();
    ways.iter().find(|each| each.0 == way).unwrap().1();
}
