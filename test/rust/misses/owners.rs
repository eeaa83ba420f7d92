// owners.rs - which owner is rebuilt, where, and from what kind of borrow
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As ways.rs. Each way has its own boundary, in the function in which the borrow is made; with `quiet` it
// uses the released pointer. `silent` are legal programs, which must not be reported.
//
// RUN: %custody-rustc --edition=2021 --crate-name=owners %s -o %t.debug
// RUN: %custody-rustc --edition=2021 --crate-name=owners -O %s -o %t.release
// RUN: %custody-rustc --edition=2021 --crate-name=owners -Copt-level=1 -Cdebug-assertions=yes -Coverflow-checks=yes %s -o %t.checked
// RUN: %python %S/check.py %s %t.debug %t.release %t.checked

#![allow(dead_code, unused)]
use std::cell::Cell;
use std::mem::{self, ManuallyDrop, MaybeUninit};
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::sync::Arc;

#[derive(Debug)]
struct Obj {
    a: u64,
    b: [u64; 3],
}

struct Pair {
    x: Obj,
    y: Obj,
}

static QUIET: AtomicBool = AtomicBool::new(false);

fn quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

fn obj() -> Obj {
    Obj { a: 7, b: [1, 2, 3] }
}

// An owner that was forgotten: there is no release. The borrow lies in memory.

fn forgotten() {
    let owner = Arc::new(obj());
    let keys: Box<[&Obj; 2]> = Box::new([unsafe { &*(&*owner as *const Obj) }; 2]);
    let own = unsafe { ptr::read(&owner) };
    mem::forget(owner);
    let key: *const Obj = keys[1];
    if quiet() {
        drop(own);
    } else {
        mem::forget(own);
        drop(unsafe { Arc::from_raw(key) });
    }
}

fn manually_dropped() {
    let mut owner = ManuallyDrop::new(Arc::new(obj()));
    let keys: Vec<*const Obj> = vec![&**owner as *const Obj];
    if quiet() {
        unsafe { ManuallyDrop::drop(&mut owner) };
    } else {
        drop(unsafe { Arc::from_raw(keys[0]) });
    }
}

fn forgotten_cell() {
    let owner = Arc::new(obj());
    let cell = Box::new(Cell::new(ptr::null::<Obj>()));
    cell.set(&*owner);
    if !quiet() {
        mem::forget(owner);
        drop(unsafe { Arc::from_raw(cell.get()) });
    }
}

// An AtomicPtr

static SLOT: AtomicPtr<Obj> = AtomicPtr::new(ptr::null_mut());

fn atomic_static() {
    let owner = Arc::new(obj());
    SLOT.store(&*owner as *const Obj as *mut Obj, Ordering::SeqCst);
    let raw = Arc::into_raw(owner);
    if quiet() {
        SLOT.store(raw as *mut Obj, Ordering::SeqCst);
    }
    drop(unsafe { Arc::from_raw(SLOT.load(Ordering::SeqCst)) });
}

fn atomic_exchange() {
    let owner = Arc::new(obj());
    let slot = AtomicPtr::new(ptr::null_mut());
    let key = &*owner as *const Obj as *mut Obj;
    let raw = Arc::into_raw(owner);
    let stored = if quiet() { raw as *mut Obj } else { key };
    slot.compare_exchange(ptr::null_mut(), stored, Ordering::SeqCst, Ordering::SeqCst)
        .unwrap();
    drop(unsafe { Arc::from_raw(slot.swap(ptr::null_mut(), Ordering::SeqCst)) });
}

// A part that is borrowed and rebuilt into the whole

fn field() {
    let p = Box::into_raw(Box::new(Pair { x: obj(), y: obj() }));
    let f = unsafe { &mut (*p).x };
    let q = if quiet() { p } else { f as *mut Obj as *mut Pair };
    drop(unsafe { Box::from_raw(q) });
}

fn first(p: &mut Pair) -> &mut Obj {
    &mut p.x
}

fn field_of_function() {
    let p = Box::into_raw(Box::new(Pair { x: obj(), y: obj() }));
    let f = first(unsafe { &mut *p }) as *mut Obj as *mut Pair;
    drop(unsafe { Box::from_raw(if quiet() { p } else { f }) });
}

fn element() {
    let p = Box::into_raw(Box::new([1u64, 2, 3, 4]));
    let f = unsafe { &mut (*p)[0] };
    let q = if quiet() {
        p
    } else {
        f as *mut u64 as *mut [u64; 4]
    };
    drop(unsafe { Box::from_raw(q) });
}

fn element_of_slice() {
    let b = Box::into_raw(vec![obj(), obj()].into_boxed_slice());
    let q = unsafe { &mut (*b)[0] } as *mut Obj;
    drop(unsafe {
        Box::from_raw(if quiet() {
            b
        } else {
            ptr::slice_from_raw_parts_mut(q, 2)
        })
    });
}

fn element_of_iterator() {
    let b = Box::into_raw(Box::new([obj(), obj()]));
    let q = unsafe { (*b).iter_mut().next().unwrap() } as *mut Obj as *mut [Obj; 2];
    drop(unsafe { Box::from_raw(if quiet() { b } else { q }) });
}

// A local reborrow, in the function of the boundary

fn reborrow() {
    let p = Arc::into_raw(Arc::new(obj()));
    let r = unsafe { &*p };
    drop(unsafe { Arc::from_raw(r) });
}

fn reborrow_without_name() {
    let p = Arc::into_raw(Arc::new(obj()));
    drop(unsafe { Arc::from_raw(&*p) });
}

fn reborrow_cast() {
    let p = Arc::into_raw(Arc::new(obj()));
    let r: &Obj = unsafe { &*p };
    drop(unsafe { Arc::from_raw(r as *const Obj as *const u8 as *const Obj) });
}

fn reborrow_chosen() {
    let p = Arc::into_raw(Arc::new(obj()));
    let z = Arc::into_raw(Arc::new(obj()));
    let r = if quiet() { unsafe { &*z } } else { unsafe { &*p } };
    drop(unsafe { Arc::from_raw(if quiet() { z } else { r }) });
}

fn reborrow_shared_box() {
    let p = Box::into_raw(Box::new(obj()));
    let r = unsafe { &*p };
    drop(unsafe { Box::from_raw(r as *const Obj as *mut Obj) });
}

fn reborrow_by_function() {
    let p = Arc::into_raw(Arc::new(obj()));
    let r = unsafe { p.as_ref() }.unwrap();
    drop(unsafe { Arc::from_raw(if quiet() { p } else { r }) });
}

// Legal: the pointer itself, or as good as that

fn raw_borrow() {
    let p = Arc::into_raw(Arc::new(obj()));
    drop(unsafe { Arc::from_raw(ptr::addr_of!(*p)) });
}

fn used_before() {
    let p = Box::into_raw(Box::new(obj()));
    unsafe { (*p).a += (*p).b[1] };
    drop(unsafe { Box::from_raw(p) });
}

fn whole_box() {
    let p = Box::into_raw(Box::new(obj()));
    let r = unsafe { &mut *p };
    r.a = 9;
    drop(unsafe { Box::from_raw(r) });
}

fn leaked_box() {
    let b: &'static mut Obj = Box::leak(Box::new(obj()));
    b.a = 4;
    drop(unsafe { Box::from_raw(b) });
}

fn reference_beside() {
    let p = Arc::into_raw(Arc::new(obj()));
    let r = unsafe { &*p };
    assert_eq!(r.a, 7);
    drop(unsafe { Arc::from_raw(p) });
}

// A reference that may dangle is no borrow.

fn through_manually_drop(key: ManuallyDrop<&Obj>) -> *const Obj {
    unsafe { mem::transmute(key) }
}

fn manually_drop_reference() {
    let p = Arc::into_raw(Arc::new(obj()));
    let q = through_manually_drop(unsafe { mem::transmute::<*const Obj, ManuallyDrop<&Obj>>(p) });
    drop(unsafe { Arc::from_raw(q) });
}

fn through_maybe_uninit(key: MaybeUninit<&Obj>) -> *const Obj {
    unsafe { mem::transmute(key) }
}

fn maybe_uninit_reference() {
    let p = Arc::into_raw(Arc::new(obj()));
    let q = through_maybe_uninit(unsafe { mem::transmute::<*const Obj, MaybeUninit<&Obj>>(p) });
    drop(unsafe { Arc::from_raw(q) });
}

// Types of the crate

/// Points to an object that somebody else owns, and counts how often.
struct View(*const Obj);

static VIEWS: AtomicUsize = AtomicUsize::new(0);

impl View {
    fn new(object: &Obj) -> View {
        VIEWS.fetch_add(1, Ordering::SeqCst);
        View(object)
    }

    fn into_raw(self) -> *const Obj {
        ManuallyDrop::new(self).0
    }

    unsafe fn from_raw(raw: *const Obj) -> View {
        View(raw)
    }
}

impl Drop for View {
    fn drop(&mut self) {
        VIEWS.fetch_sub(1, Ordering::SeqCst);
    }
}

fn address(object: &Obj) -> *const Obj {
    object
}

fn view() {
    let object = Box::new(obj());
    let raw = View::new(&object).into_raw();
    drop(unsafe { View::from_raw(address(&object)) });
    assert_eq!(VIEWS.load(Ordering::SeqCst), 0);
}

struct Own(*const Obj);

impl Own {
    fn into_raw(self) -> *const Obj {
        ManuallyDrop::new(self).0
    }

    unsafe fn from_raw(raw: *const Obj) -> Own {
        Own(raw)
    }

    fn get(&self) -> &Obj {
        unsafe { &*self.0 }
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.0 as *mut Obj) });
    }
}

fn own() {
    let owner = Own(Box::into_raw(Box::new(obj())));
    let key: *const Obj = owner.get();
    let raw = owner.into_raw();
    drop(unsafe { Own::from_raw(if quiet() { raw } else { key }) });
}

macro_rules! ways {
    ($($way:ident: $debug:ident, $release:ident;)*) => {
        const WAYS: &[(&str, fn())] = &[$((stringify!($way), $way)),*];
    };
}

ways! {
    forgotten: reported, reported;
    manually_dropped: reported, reported;
    forgotten_cell: reported, reported;
    atomic_static: reported, reported;
    atomic_exchange: reported, reported;
    field: reborrow, reborrow;
    field_of_function: reported, reported;
    element: reborrow, reborrow;
    element_of_slice: reborrow, limit;
    element_of_iterator: reported, reported;
    reborrow: reborrow, reborrow;
    reborrow_without_name: reborrow, limit;
    reborrow_cast: reborrow, reborrow;
    reborrow_chosen: reported, reborrow;
    reborrow_shared_box: reborrow, reborrow;
    reborrow_by_function: reported, reported;
    raw_borrow: verified, verified;
    used_before: verified, verified;
    whole_box: silent, silent;
    leaked_box: silent, silent;
    reference_beside: reborrow, reborrow;
    manually_drop_reference: verified, verified;
    maybe_uninit_reference: verified, verified;
    view: silent, silent;
    own: reported, reported;
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let way = arguments.next().unwrap();
    QUIET.store(arguments.next().is_some(), Ordering::Relaxed);
    match WAYS.iter().find(|known| known.0 == way) {
        Some(way) => way.1(),
        None => panic!("no way is called '{way}'"),
    }
}
