// kernel.rs - owners with the names of the Linux kernel's
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %custody-rustc --edition=2021 --crate-name=kernel %s -o %t.debug
// RUN: %custody-rustc --edition=2021 --crate-name=kernel -O %s -o %t.release
// RUN: %python %S/ways.py %s %t.debug %t.release
//
// A driver, which is another crate:
// RUN: rm -rf %t.crate && mkdir %t.crate
// RUN: %custody-rustc --edition=2021 --crate-name=kernel --crate-type=rlib -O %s --out-dir %t.crate
// RUN: %custody-rustc --edition=2021 -O %S/Inputs/driver.rs --extern kernel=%t.crate/libkernel.rlib -o %t.driver
// RUN: %python %S/ways.py %S/Inputs/driver.rs %t.driver
//
// | way            | permission        | exact             | address           |
// | kbox           | 1v                | 1v                | 1v                |
// | kvec           | 1v                | 1v                | 1v                |
// | foreign        | 1v                | 1v                | 1v                |
// | foreign_pinned | 1v                | 1v                | 1v                |
// | foreign_arc    | 1v                | 1v                | 1v                |
// | arc            | 1v                | 1v                | 1v                |
// | aref           | 1v                | 1v                | 1v                |
// | kbox_borrow    | wrong-provenance  | stand-in          | 1v                |
// | kvec_borrow    | wrong-provenance  | stand-in          | 1v                |
// | foreign_borrow | wrong-provenance  | stand-in          | 1v                |
// | arc_borrow     | wrong-provenance  | stand-in          | 1v                |
// | foreign_twice  | already-reclaimed | already-reclaimed | already-reclaimed |
// | arc_twice      | already-reclaimed | already-reclaimed | already-reclaimed |
// | kbox_stale     | stale             | stale             | stale             |
// | aref_stale     | stale             | stale             | stale             |
//
// A foreign Arc needs the count, and all that lies behind it:
// | arc_count      | wrong-provenance  | stand-in          | 1v                |
//
// An Arc is a Box that leaked, and ends as one. Neither that nor a leak by others is a release. A closure
// reclaims, and so does a function whose name has that of the type in it:
// | arc_life       | none              | none              | none              |
// | kbox_inside    | none              | none              | none              |
// | kbox_leak      | 1u                | unproven          | never-released    |
// | kbox_value     | 1v                | 1v                | 1v                |
// | kbox_generic   | wrong-provenance  | stand-in          | 1v                |
//
// An ARef may be made from a reference, after it added one to the object's own count. Its own functions do that
// without a reclaim:
// | aref_borrow    | 1v                | 1v                | 1v                |
// | aref_reference | 1u                | never-released    | never-released    |

/// kmalloc and kfree.
pub mod memory {
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
pub mod alloc {
    pub mod kbox {
        use crate::memory;
        use std::mem::{ManuallyDrop, MaybeUninit};
        use std::ops::Deref;
        use std::ptr::NonNull;

        pub struct Box<T>(NonNull<T>);

        impl<T> Box<T> {
            pub fn new(value: T) -> Self {
                unsafe { Box::from_raw(memory::new(value)) }
            }
            pub fn into_raw(this: Self) -> *mut T {
                ManuallyDrop::new(this).0.as_ptr()
            }
            pub unsafe fn from_raw(raw: *mut T) -> Self {
                Box(NonNull::new_unchecked(raw))
            }
            pub fn leak<'a>(this: Self) -> &'a mut T {
                unsafe { &mut *Box::into_raw(this) }
            }
            fn forget_contents(this: Self) -> Box<MaybeUninit<T>> {
                unsafe { Box::from_raw(Box::into_raw(this).cast()) }
            }
            pub fn into_inner(this: Self) -> T {
                let value = unsafe { this.0.read() };
                drop(Self::forget_contents(this));
                value
            }
        }
        impl<T> Deref for Box<T> {
            type Target = T;
            fn deref(&self) -> &T {
                unsafe { self.0.as_ref() }
            }
        }
        impl<T> Drop for Box<T> {
            fn drop(&mut self) {
                unsafe { memory::free(self.0.as_ptr()) };
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
pub mod sync {
    pub mod arc {
        use crate::alloc::kbox::Box;
        use std::marker::PhantomData;
        use std::mem::{offset_of, ManuallyDrop};
        use std::ops::Deref;
        use std::ptr::NonNull;
        use std::sync::atomic::{AtomicU32, Ordering};

        #[repr(C)]
        pub struct ArcInner<T> {
            pub count: AtomicU32,
            data: T,
        }
        pub struct Arc<T> {
            pub pointer: NonNull<ArcInner<T>>,
            _owns: PhantomData<ArcInner<T>>,
        }

        impl<T> Arc<T> {
            pub fn new(data: T) -> Self {
                let inner = Box::new(ArcInner { count: AtomicU32::new(1), data });
                unsafe { Self::from_inner(Box::leak(inner).into()) }
            }
            pub unsafe fn from_inner(pointer: NonNull<ArcInner<T>>) -> Self {
                Arc { pointer, _owns: PhantomData }
            }
            pub fn into_raw(self) -> *const T {
                let this = ManuallyDrop::new(self);
                unsafe { &raw const (*this.pointer.as_ptr()).data }
            }
            pub unsafe fn from_raw(raw: *const T) -> Self {
                let inner = raw.byte_sub(offset_of!(ArcInner<T>, data)) as *mut ArcInner<T>;
                Self::from_inner(NonNull::new_unchecked(inner))
            }
        }
        impl<T> Deref for Arc<T> {
            type Target = T;
            fn deref(&self) -> &T {
                unsafe { &self.pointer.as_ref().data }
            }
        }
        impl<T> Clone for Arc<T> {
            fn clone(&self) -> Self {
                unsafe { self.pointer.as_ref() }.count.fetch_add(1, Ordering::Relaxed);
                unsafe { Self::from_inner(self.pointer) }
            }
        }
        impl<T> Drop for Arc<T> {
            fn drop(&mut self) {
                if unsafe { self.pointer.as_ref() }.count.fetch_sub(1, Ordering::AcqRel) == 1 {
                    drop(unsafe { Box::from_raw(self.pointer.as_ptr()) });
                }
            }
        }
    }
}
pub mod types {
    use crate::alloc::kbox::Box;
    use crate::memory;
    use crate::sync::arc::Arc;
    use std::ffi::c_void;
    use std::mem::ManuallyDrop;
    use std::ops::Deref;
    use std::pin::Pin;
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
    impl<T: 'static> ForeignOwnable for Pin<Box<T>> {
        fn into_foreign(self) -> *mut c_void {
            Box::into_raw(unsafe { Pin::into_inner_unchecked(self) }).cast()
        }
        unsafe fn from_foreign(pointer: *mut c_void) -> Self {
            Pin::new_unchecked(Box::from_raw(pointer.cast()))
        }
    }
    impl<T: 'static> ForeignOwnable for Arc<T> {
        fn into_foreign(self) -> *mut c_void {
            ManuallyDrop::new(self).pointer.as_ptr().cast()
        }
        unsafe fn from_foreign(pointer: *mut c_void) -> Self {
            Self::from_inner(NonNull::new(pointer.cast()).unwrap())
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
use std::pin::Pin;
use sync::arc::{Arc, ArcInner};
use types::{ARef, Counted, ForeignOwnable, Object};

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
    let raw = KBox::into_raw(KBox::new([1u64; 4]));
    assert_eq!(unsafe { KBox::<Payload>::from_raw(raw) }[0], 1);
}
fn kbox_borrow() {
    let raw = KBox::into_raw(KBox::new([1u64; 4]));
    drop(unsafe { KBox::from_raw(key(&*raw)) });
}
fn kbox_stale() {
    let raw = KBox::into_raw(KBox::new([1u64; 4]));
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
    let raw = KBox::new([1u64; 4]).into_foreign();
    drop(unsafe { KBox::<Payload>::from_foreign(raw) });
}
fn foreign_borrow() {
    let raw = KBox::new([1u64; 4]).into_foreign();
    let found = key(unsafe { &*raw.cast::<Payload>() }).cast::<c_void>();
    drop(unsafe { KBox::<Payload>::from_foreign(found) });
}
fn foreign_twice() {
    let raw = KBox::new([1u64; 4]).into_foreign();
    forget(unsafe { KBox::<Payload>::from_foreign(raw) });
    drop(unsafe { KBox::<Payload>::from_foreign(raw) });
}
fn foreign_pinned() {
    let raw = unsafe { Pin::new_unchecked(KBox::new([1u64; 4])) }.into_foreign();
    drop(unsafe { Pin::<KBox<Payload>>::from_foreign(raw) });
}
fn foreign_arc() {
    let raw = Arc::new([1u64; 4]).into_foreign();
    drop(unsafe { Arc::<Payload>::from_foreign(raw) });
}
fn arc() {
    let raw = Arc::into_raw(Arc::new([1u64; 4]));
    drop(unsafe { Arc::<Payload>::from_raw(raw) });
}
fn arc_borrow() {
    let owner = Arc::new([1u64; 4]);
    let _ = owner.clone().into_raw();
    drop(unsafe { Arc::from_raw(key(&owner)) });
}
fn arc_twice() {
    let owner = Arc::new([1u64; 4]);
    let raw = owner.clone().into_foreign();
    drop(unsafe { Arc::<Payload>::from_foreign(raw) });
    drop(unsafe { Arc::<Payload>::from_foreign(raw) });
    forget(owner);
}
#[inline(never)]
fn count_of<C>(count: &C) -> *mut c_void {
    count as *const C as *mut c_void
}
fn arc_count() {
    let raw = Arc::new([1u64; 4]).into_foreign();
    let found = count_of(unsafe { &(*raw.cast::<ArcInner<Payload>>()).count });
    drop(unsafe { Arc::<Payload>::from_foreign(found) });
}
fn arc_life() {
    let owner = Arc::new([1u64; 4]);
    assert_eq!(owner.clone()[0], 1);
}
fn kbox_inside() {
    assert_eq!(KBox::into_inner(KBox::new([1u64; 4]))[0], 1);
}
fn kbox_leak() {
    let raw: *mut Payload = KBox::leak(KBox::new([1u64; 4]));
    drop(unsafe { KBox::from_raw(raw) });
}
fn kbox_value() {
    let raw = KBox::into_raw(KBox::new([1u64; 4]));
    drop(Some(raw).map(|raw| unsafe { KBox::<Payload>::from_raw(raw) }));
}
/// A function of ours, although the kernel's type is in its name.
#[inline(never)]
fn rebuild<T>(_: &KBox<T>, found: *mut T) -> KBox<T> {
    unsafe { KBox::from_raw(found) }
}
fn kbox_generic() {
    let raw = KBox::into_raw(KBox::new([1u64; 4]));
    drop(rebuild(&KBox::new([2u64; 4]), key(unsafe { &*raw })));
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
fn aref_reference() {
    let owner = Object::new();
    owner.inc_ref();
    drop(unsafe { ARef::from_raw(std::ptr::NonNull::from(&*owner)) });
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
        ("aref_stale", aref_stale), ("aref_reference", aref_reference), ("foreign_pinned", foreign_pinned), ("foreign_arc", foreign_arc),
        ("arc", arc), ("arc_borrow", arc_borrow), ("arc_twice", arc_twice), ("arc_count", arc_count),
        ("arc_life", arc_life), ("kbox_inside", kbox_inside), ("kbox_leak", kbox_leak),
        ("kbox_value", kbox_value), ("kbox_generic", kbox_generic),
    ];
    let way = std::env::args().nth(1).unwrap();
    ways.iter().find(|each| each.0 == way).unwrap().1();
}
