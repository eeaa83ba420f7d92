// kernel.rs - owners with the names of the Linux kernel's
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %custody-rustc --edition=2021 --crate-name=kernel %s -o %t.debug
// RUN: %custody-rustc --edition=2021 --crate-name=kernel -O %s -o %t.release
// RUN: %python %S/ways.py %s %t.debug %t.release
//
// | way            | permission        | exact             | address           |
// | kbox           | 1v                | 1v                | 1v                |
// | kvec           | 1v                | 1v                | 1v                |
// | foreign        | 1v/1u             | 1v/1u             | 1v/1u             |
// | aref           | 1v                | 1v                | 1v                |
// | kbox_borrow    | wrong-provenance  | stand-in          | 1v                |
// | kvec_borrow    | wrong-provenance  | stand-in          | 1v                |
// | foreign_borrow | wrong-provenance  | stand-in          | 1v/1u             |
// | foreign_twice  | already-reclaimed | already-reclaimed | already-reclaimed |
// | kbox_stale     | stale             | stale             | stale             |
// | aref_stale     | stale             | stale             | stale             |
//
// An ARef may be made from a reference, after it added one to the object's own count:
// | aref_borrow    | 1v 2u             | never-released    | never-released    |

/// kmalloc and kfree.
mod memory {
    use std::alloc::{alloc, dealloc, handle_alloc_error, Layout};

    pub fn new<T>(value: T) -> *mut T {
        let place = unsafe { alloc(Layout::new::<T>()) }.cast::<T>();
        if place.is_null() {
            handle_alloc_error(Layout::new::<T>());
        }
        unsafe { place.write(value) };
        place
    }
    pub unsafe fn free<T>(place: *mut T) {
        place.drop_in_place();
        dealloc(place.cast(), Layout::new::<T>());
    }
}
mod alloc {
    pub mod kbox {
        use crate::memory;
        use std::mem::ManuallyDrop;
        use std::ops::Deref;

        pub struct Box<T>(*mut T);

        impl<T> Box<T> {
            pub fn new(value: T) -> Self {
                Box(memory::new(value))
            }
            pub fn into_raw(this: Self) -> *mut T {
                ManuallyDrop::new(this).0
            }
            pub unsafe fn from_raw(raw: *mut T) -> Self {
                Box(raw)
            }
        }
        impl<T> Deref for Box<T> {
            type Target = T;
            fn deref(&self) -> &T {
                unsafe { &*self.0 }
            }
        }
        impl<T> Drop for Box<T> {
            fn drop(&mut self) {
                unsafe { memory::free(self.0) };
            }
        }
    }
    pub mod kvec {
        use crate::memory;
        use std::mem::ManuallyDrop;

        pub struct Vec<T> {
            pub first: *mut T,
            pub capacity: usize,
            pub length: usize,
        }

        impl<T> Vec<T> {
            pub unsafe fn from_raw_parts(first: *mut T, length: usize, capacity: usize) -> Self {
                Vec { first, capacity, length }
            }
            pub fn into_raw_parts(self) -> (*mut T, usize, usize) {
                let this = ManuallyDrop::new(self);
                (this.first, this.length, this.capacity)
            }
        }
        impl<T> Drop for Vec<T> {
            fn drop(&mut self) {
                unsafe { memory::free(self.first.cast::<[T; 3]>()) };
            }
        }
    }
}
mod types {
    use crate::alloc::kbox::Box;
    use crate::memory;
    use std::ffi::c_void;
    use std::mem::ManuallyDrop;
    use std::ops::Deref;
    use std::ptr::NonNull;
    use std::sync::atomic::{AtomicUsize, Ordering};

    pub trait ForeignOwnable: Sized {
        fn into_foreign(self) -> *mut c_void;
        unsafe fn from_foreign(pointer: *mut c_void) -> Self;
    }
    impl<T: 'static> ForeignOwnable for Box<T> {
        fn into_foreign(self) -> *mut c_void {
            Box::into_raw(self).cast()
        }
        unsafe fn from_foreign(pointer: *mut c_void) -> Self {
            Box::from_raw(pointer.cast())
        }
    }

    /// An object that counts its own owners.
    pub struct Object {
        pub count: NonNull<AtomicUsize>,
        pub value: u64,
    }
    pub struct ARef<T: Counted>(NonNull<T>);

    pub trait Counted {
        fn inc_ref(&self);
        unsafe fn dec_ref(object: NonNull<Self>);
    }
    impl Counted for Object {
        fn inc_ref(&self) {
            unsafe { self.count.as_ref() }.fetch_add(1, Ordering::Relaxed);
        }
        unsafe fn dec_ref(object: NonNull<Self>) {
            let count = object.as_ref().count;
            if count.as_ref().fetch_sub(1, Ordering::AcqRel) == 1 {
                memory::free(object.as_ptr());
                memory::free(count.as_ptr());
            }
        }
    }
    impl Object {
        pub fn new() -> ARef<Object> {
            let count = NonNull::new(memory::new(AtomicUsize::new(1))).unwrap();
            ARef(NonNull::new(memory::new(Object { count, value: 7 })).unwrap())
        }
    }
    impl<T: Counted> ARef<T> {
        pub fn into_raw(this: Self) -> NonNull<T> {
            ManuallyDrop::new(this).0
        }
        pub unsafe fn from_raw(raw: NonNull<T>) -> Self {
            ARef(raw)
        }
    }
    impl<T: Counted> From<&T> for ARef<T> {
        fn from(object: &T) -> Self {
            object.inc_ref();
            unsafe { ARef::from_raw(NonNull::from(object)) }
        }
    }
    impl<T: Counted> Deref for ARef<T> {
        type Target = T;
        fn deref(&self) -> &T {
            unsafe { self.0.as_ref() }
        }
    }
    impl<T: Counted> Drop for ARef<T> {
        fn drop(&mut self) {
            unsafe { T::dec_ref(self.0) };
        }
    }
}

use alloc::kbox::Box as KBox;
use alloc::kvec::Vec as KVec;
use std::ffi::c_void;
use std::mem::forget;
use types::{ARef, ForeignOwnable, Object};

type Payload = [u64; 4];

/// The address of OBJECT, to be compared.
fn key(object: &Payload) -> *mut Payload {
    object as *const Payload as *mut Payload
}
fn first(values: &[u64]) -> *mut u64 {
    values.as_ptr() as *mut u64
}
fn kvec_new() -> KVec<u64> {
    KVec { first: memory::new([1u64, 2, 3]).cast(), capacity: 3, length: 3 }
}

fn kbox() {
    let raw = KBox::into_raw(KBox::new([1; 4]));
    assert_eq!(unsafe { KBox::<Payload>::from_raw(raw) }[0], 1);
}
fn kbox_borrow() {
    let raw = KBox::into_raw(KBox::new([1; 4]));
    drop(unsafe { KBox::from_raw(key(&*raw)) });
}
fn kbox_stale() {
    let raw = KBox::into_raw(KBox::new([1; 4]));
    drop(unsafe { KBox::<Payload>::from_raw(raw) });
    forget(unsafe { KBox::<Payload>::from_raw(raw) });
}
fn kvec() {
    let (raw, length, capacity) = kvec_new().into_raw_parts();
    drop(unsafe { KVec::from_raw_parts(raw, length, capacity) });
}
fn kvec_borrow() {
    let (raw, length, capacity) = kvec_new().into_raw_parts();
    let found = first(unsafe { std::slice::from_raw_parts(raw, length) });
    drop(unsafe { KVec::from_raw_parts(found, length, capacity) });
}
fn foreign() {
    let raw = KBox::new([1; 4]).into_foreign();
    drop(unsafe { KBox::<Payload>::from_foreign(raw) });
}
fn foreign_borrow() {
    let raw = KBox::new([1; 4]).into_foreign();
    let found = key(unsafe { &*raw.cast::<Payload>() }).cast::<c_void>();
    drop(unsafe { KBox::<Payload>::from_foreign(found) });
}
fn foreign_twice() {
    let raw = KBox::new([1; 4]).into_foreign();
    forget(unsafe { KBox::<Payload>::from_foreign(raw) });
    drop(unsafe { KBox::<Payload>::from_foreign(raw) });
}
fn aref() {
    let raw = ARef::into_raw(Object::new());
    assert_eq!(unsafe { ARef::from_raw(raw) }.value, 7);
}
fn aref_borrow() {
    let owner = Object::new();
    let raw = ARef::into_raw(ARef::from(&*owner));
    let another = ARef::from(unsafe { raw.as_ref() });
    assert_eq!(another.value, 7);
    drop(unsafe { ARef::from_raw(raw) });
}
fn aref_stale() {
    let raw = ARef::into_raw(Object::new());
    drop(unsafe { ARef::from_raw(raw) });
    forget(unsafe { ARef::from_raw(raw) });
}

fn main() {
    let ways: &[(&str, fn())] = &[
        ("kbox", kbox), ("kbox_borrow", kbox_borrow), ("kbox_stale", kbox_stale), ("kvec", kvec),
        ("kvec_borrow", kvec_borrow), ("foreign", foreign), ("foreign_borrow", foreign_borrow),
        ("foreign_twice", foreign_twice), ("aref", aref), ("aref_borrow", aref_borrow),
        ("aref_stale", aref_stale),
    ];
    let way = std::env::args().nth(1).unwrap();
    ways.iter().find(|each| each.0 == way).unwrap().1();
}
