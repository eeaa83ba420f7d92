// own.rs - owners of other crates, in the forms that crates have
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %custody-rustc --edition=2021 %s -o %t.debug
// RUN: %custody-rustc --edition=2021 -O %s -o %t.release
// RUN: %python %S/ways.py %s %t.debug %t.release
//
// | way           | permission       | exact          | address        |
// | slice         | 1v/1u            | 1v/1u          | 1v/1u          |
// | parts         | 1v               | 1v             | 1v             |
// | tuple         | 1v               | 1v             | 1v             |
// | manually      | 1v               | 1v             | 1v             |
// | pointer_only  | none             | none           | none           |
// | slice_borrow  | wrong-provenance | stand-in       | 1v/1u          |
// | parts_borrow  | wrong-provenance | stand-in       | 1v             |
// | tuple_borrow  | wrong-provenance | stand-in       | 1v             |
// | parts_stale   | stale            | stale          | stale          |
// | slice_stale   | stale            | stale          | stale          |

use std::alloc::{alloc, dealloc, handle_alloc_error, Layout};
use std::marker::PhantomData;
use std::mem::{forget, size_of, ManuallyDrop};
use std::ptr::{self, NonNull};

fn allocate(layout: Layout) -> *mut u8 {
    let place = unsafe { alloc(layout) };
    if place.is_null() {
        handle_alloc_error(layout);
    }
    place
}

/// A counted slice, as in triomphe: the count is in front of the elements.
struct Shared(*mut u64, usize);
impl Shared {
    fn new(values: &[u64]) -> Shared {
        let first = allocate(Shared::layout(values.len())).cast::<u64>();
        unsafe {
            first.write(1);
            first.add(1).copy_from_nonoverlapping(values.as_ptr(), values.len());
        }
        Shared(first, values.len())
    }
    fn layout(length: usize) -> Layout {
        Layout::array::<u64>(length + 1).unwrap()
    }
    fn into_raw(self) -> *const [u64] {
        let this = ManuallyDrop::new(self);
        ptr::slice_from_raw_parts(unsafe { this.0.add(1) }, this.1)
    }
    unsafe fn from_raw_slice(values: *const [u64]) -> Shared {
        Shared(values.cast::<u64>().cast_mut().sub(1), values.len())
    }
}
impl Drop for Shared {
    fn drop(&mut self) {
        unsafe {
            *self.0 -= 1;
            if *self.0 == 0 {
                dealloc(self.0.cast(), Shared::layout(self.1));
            }
        }
    }
}

/// A vector, as in arrayvec or bumpalo.
struct Parts<T> {
    length: usize,
    capacity: usize,
    first: NonNull<T>,
    of: PhantomData<T>,
}
impl<T: Copy> Parts<T> {
    fn new(values: &[T]) -> Self {
        let first = allocate(Layout::for_value(values)).cast::<T>();
        unsafe { first.copy_from_nonoverlapping(values.as_ptr(), values.len()) };
        let first = NonNull::new(first).unwrap();
        Parts { length: values.len(), capacity: values.len(), first, of: PhantomData }
    }
    fn into_raw_parts(self) -> (*mut T, usize, usize) {
        let this = ManuallyDrop::new(self);
        (this.first.as_ptr(), this.length, this.capacity)
    }
    unsafe fn from_raw_parts(first: *mut T, length: usize, capacity: usize) -> Self {
        Parts { length, capacity, first: NonNull::new_unchecked(first), of: PhantomData }
    }
}
impl<T> Drop for Parts<T> {
    fn drop(&mut self) {
        let layout = Layout::array::<T>(self.capacity).unwrap();
        unsafe { dealloc(self.first.as_ptr().cast(), layout) };
    }
}

/// An owner whose into_raw returns the pointer with something else.
struct Pair(NonNull<[u64; 4]>, u64);
impl Pair {
    fn new(values: [u64; 4]) -> Pair {
        let place = allocate(Layout::new::<[u64; 4]>()).cast::<[u64; 4]>();
        unsafe { place.write(values) };
        Pair(NonNull::new(place).unwrap(), 7)
    }
    fn into_raw(self) -> (NonNull<[u64; 4]>, u64) {
        let this = ManuallyDrop::new(self);
        (this.0, this.1)
    }
    unsafe fn from_raw(raw: NonNull<[u64; 4]>, more: u64) -> Pair {
        Pair(raw, more)
    }
}
impl Drop for Pair {
    fn drop(&mut self) {
        unsafe { dealloc(self.0.as_ptr().cast(), Layout::new::<[u64; 4]>()) };
    }
}

/// Functions with names of boundaries that make another pointer.
struct Address;
impl Address {
    unsafe fn from_raw_parts(first: *const u8, length: usize) -> *const [u8] {
        ptr::slice_from_raw_parts(first, length)
    }
    unsafe fn from_non_null(place: NonNull<u64>) -> NonNull<u8> {
        place.cast()
    }
    unsafe fn from_raw<'a>(place: *const u64) -> &'a u64 {
        &*place
    }
}

fn key(values: &[u64]) -> *const u64 {
    values.as_ptr()
}

fn slice() {
    let raw = Shared::new(&[1, 2, 3]).into_raw();
    drop(unsafe { Shared::from_raw_slice(raw) });
}
fn slice_borrow() {
    let raw = Shared::new(&[1, 2, 3]).into_raw();
    let found = ptr::slice_from_raw_parts(key(unsafe { &*raw }), 3);
    drop(unsafe { Shared::from_raw_slice(found) });
}
fn slice_stale() {
    let raw = Shared::new(&[1, 2, 3]).into_raw();
    drop(unsafe { Shared::from_raw_slice(raw) });
    forget(unsafe { Shared::from_raw_slice(raw) });
}
fn parts() {
    let (first, length, capacity) = Parts::new(&[1u64, 2, 3]).into_raw_parts();
    drop(unsafe { Parts::from_raw_parts(first, length, capacity) });
}
fn parts_borrow() {
    let (first, length, capacity) = Parts::new(&[1u64, 2, 3]).into_raw_parts();
    let found = key(unsafe { std::slice::from_raw_parts(first, length) }) as *mut u64;
    drop(unsafe { Parts::from_raw_parts(found, length, capacity) });
}
fn parts_stale() {
    let (first, length, capacity) = Parts::new(&[1u64, 2, 3]).into_raw_parts();
    drop(unsafe { Parts::from_raw_parts(first, length, capacity) });
    forget(unsafe { Parts::from_raw_parts(first, length, capacity) });
}
fn tuple() {
    let (raw, more) = Pair::new([1; 4]).into_raw();
    drop(unsafe { Pair::from_raw(raw, more) });
}
fn tuple_borrow() {
    fn key(values: &[u64; 4]) -> NonNull<[u64; 4]> {
        NonNull::from(values)
    }
    let (raw, more) = Pair::new([1; 4]).into_raw();
    drop(unsafe { Pair::from_raw(key(raw.as_ref()), more) });
}
/// ManuallyDrop is the owner as long as nobody takes it out.
fn manually() {
    let mut kept = ManuallyDrop::new(Pair::new([1; 4]));
    let (raw, more) = unsafe { ManuallyDrop::take(&mut kept) }.into_raw();
    drop(ManuallyDrop::into_inner(ManuallyDrop::new(unsafe { Pair::from_raw(raw, more) })));
}
fn pointer_only() {
    let value = 7u64;
    let place = NonNull::from(&value);
    unsafe {
        assert_eq!(Address::from_raw_parts(place.as_ptr().cast(), size_of::<u64>()).len(), 8);
        assert_eq!(*Address::from_non_null(place).as_ref(), 7);
        assert_eq!(*Address::from_raw(&value), 7);
    }
}

fn main() {
    let ways: &[(&str, fn())] = &[
        ("slice", slice), ("parts", parts), ("tuple", tuple), ("manually", manually),
        ("pointer_only", pointer_only), ("slice_borrow", slice_borrow), ("parts_borrow", parts_borrow),
        ("tuple_borrow", tuple_borrow), ("parts_stale", parts_stale), ("slice_stale", slice_stale),
    ];
    let way = std::env::args().nth(1).unwrap();
    ways.iter().find(|each| each.0 == way).unwrap().1();
}
