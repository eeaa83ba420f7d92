// idioms_crates.rs - other crates' owners, views and numbers with functions of the same names
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use crate::cases;
use crate::ffi::c_void;
use crate::owners::{Counted, ForeignOwnable, Own};
use std::cell::Cell;
use std::marker::PhantomData;
use std::mem::{offset_of, ManuallyDrop};
use std::ops::Deref;
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::Arc;

cases! {
    number number_generic descriptor reference reference_mut reference_returned view view_shared
    view_mut view_slice view_copy handle_unique
    own counted counted_leaked counted_borrowed counted_as_ptr counted_offset
    foreign foreign_borrow foreign_box foreign_generic
}

/// A from_raw that takes a number is a conversion.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Duration(u64);
impl Duration {
    fn from_raw(ticks: u64) -> Self {
        Duration(ticks)
    }
    fn into_raw(self) -> u64 {
        self.0
    }
}
fn number() {
    let address = &raw const *Box::new(7u64) as u64;
    assert_eq!(Duration::from_raw(address).into_raw(), address);
    assert_eq!(Duration::from_raw(Duration(7).into_raw()), Duration(7));
}
trait Handle: Sized {
    type Raw;
    fn from_raw(raw: Self::Raw) -> Self;
}
impl Handle for Duration {
    type Raw = usize;
    fn from_raw(raw: usize) -> Self {
        Duration(raw as u64)
    }
}
fn number_generic() {
    fn make<H: Handle>(raw: H::Raw) -> H {
        H::from_raw(raw)
    }
    assert_eq!(make::<Duration>(0x1000), Duration(0x1000));
}
fn descriptor() {
    let file = std::fs::File::open("/dev/null").unwrap();
    let fd = file.into_raw_fd();
    let owned = unsafe { OwnedFd::from_raw_fd(fd) };
    assert_eq!(owned.as_raw_fd(), fd);
}

/// A from_raw that takes a reference makes a view.
struct Wrapper<'a>(&'a [u64; 3]);
impl<'a> Wrapper<'a> {
    fn from_raw(raw: &'a [u64; 3]) -> Self {
        Wrapper(raw)
    }
}
fn reference() {
    let owner = Box::new([1u64, 2, 3]);
    assert_eq!(Wrapper::from_raw(&owner).0[1], 2);
}
struct WrapperMut<'a>(&'a mut u64);
impl<'a> WrapperMut<'a> {
    fn from_raw(raw: &'a mut u64) -> Self {
        *raw += 1;
        WrapperMut(raw)
    }
}
fn reference_mut() {
    let mut value = (7u64, 8u64);
    *WrapperMut::from_raw(&mut value.1).0 += 1;
    assert_eq!(value, (7, 10));
}
/// As in the kernel: `Io::from_raw(&IoRaw) -> &Io`, and a from_raw that turns a pointer into a reference.
#[repr(transparent)]
struct Io(Cell<u64>);
impl Io {
    fn from_cell(raw: &Cell<u64>) -> &Io {
        unsafe { Io::from_raw(raw) }
    }
    unsafe fn from_raw<'a>(raw: *const Cell<u64>) -> &'a Io {
        &*raw.cast()
    }
}
fn reference_returned() {
    let pair = (Cell::new(7u64), Cell::new(8u64));
    Io::from_cell(&pair.0).0.set(9);
    assert_eq!(pair.0.get(), 9);
}

/// A from_raw of a pointer that nobody owns. It makes a read-only view from a shared reference.
struct View<'a, T> {
    at: NonNull<T>,
    _lent: PhantomData<&'a T>,
}
impl<'a, T> View<'a, T> {
    unsafe fn from_raw(raw: *const T) -> View<'a, T> {
        View { at: NonNull::new_unchecked(raw.cast_mut()), _lent: PhantomData }
    }
}
impl<T> Deref for View<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        unsafe { self.at.as_ref() }
    }
}
fn view() {
    let value = [1u64, 2, 3];
    let view = unsafe { View::from_raw(&raw const value) };
    assert_eq!(view[1], 2);
}
fn view_shared() {
    fn of(value: &[u64; 3]) -> View<'_, [u64; 3]> {
        unsafe { View::from_raw(value) }
    }
    let owner = Arc::new([1u64, 2, 3]);
    assert_eq!(of(&owner)[2], 3);
}
fn view_mut() {
    struct ViewMut<'a>(*mut u64, PhantomData<&'a mut u64>);
    impl<'a> ViewMut<'a> {
        unsafe fn from_raw(raw: *mut u64) -> Self {
            ViewMut(raw, PhantomData)
        }
        fn add(&mut self, n: u64) {
            unsafe { *self.0 += n };
        }
    }
    fn of(values: &mut [u64; 3]) -> ViewMut<'_> {
        unsafe { ViewMut::from_raw(&mut values[1]) }
    }
    let mut values = [1, 2, 3];
    of(&mut values).add(5);
    assert_eq!(values, [1, 7, 3]);
}
fn view_slice() {
    struct Bytes<'a> {
        data: *const u8,
        length: usize,
        _lent: PhantomData<&'a [u8]>,
    }
    impl<'a> Bytes<'a> {
        unsafe fn from_raw(data: *const u8, length: usize) -> Self {
            Bytes { data, length, _lent: PhantomData }
        }
        fn get(&self) -> &'a [u8] {
            unsafe { std::slice::from_raw_parts(self.data, self.length) }
        }
    }
    let text = String::from("text");
    let bytes = unsafe { Bytes::from_raw(text[1..].as_ptr(), 2) };
    assert_eq!(bytes.get(), b"ex");
}
/// A Copy handle that is compared and passed back to C.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Token(*const c_void);
impl Token {
    fn from_raw(raw: *const c_void) -> Token {
        Token(raw)
    }
    fn into_raw(self) -> *const c_void {
        self.0
    }
}
fn view_copy() {
    fn token_of(value: &u64) -> Token {
        Token::from_raw(value as *const u64 as *const c_void)
    }
    let values = [1u64, 2];
    assert_eq!(token_of(&values[0]), token_of(&values[0]));
    assert_eq!(Token::from_raw(token_of(&values[1]).into_raw()), token_of(&values[1]));
}
fn handle_unique() {
    let raw = Own::new([1u64, 2, 3]).into_raw();
    unsafe { (*raw)[0] = 4 };
    assert_eq!(unsafe { Own::from_raw(raw) }[0], 4);
}

fn own() {
    let owner = unsafe { Own::from_raw(Own::new(String::from("text")).into_raw()) };
    assert_eq!(owner.len(), 4);
}
fn counted() {
    let owner = Counted::new(String::from("text"));
    let raw = Counted::into_raw(owner.clone());
    let again = ManuallyDrop::new(unsafe { Counted::from_raw(raw) });
    drop(Counted::clone(&again));
    drop(unsafe { Counted::from_raw(raw) });
    assert_eq!(Counted::count(&owner), 1);
}
fn counted_borrowed() {
    fn look(text: &String) -> usize {
        text.len()
    }
    let raw = Counted::into_raw(Counted::new(String::from("text")));
    assert_eq!(look(unsafe { &*raw }), 4);
    drop(unsafe { Counted::from_raw(raw) });
}

/// As in triomphe: count and data are in a leaked Box, which is freed as a Box.
#[repr(C)]
struct Leaked<T> {
    count: AtomicUsize,
    data: T,
}
struct Shared<T>(NonNull<Leaked<T>>);
impl<T> Shared<T> {
    fn new(data: T) -> Self {
        Shared(Box::leak(Box::new(Leaked { count: AtomicUsize::new(1), data })).into())
    }
    fn as_ptr(&self) -> *const T {
        unsafe { &raw const (*self.0.as_ptr()).data }
    }
    fn into_raw(self) -> *const T {
        ManuallyDrop::new(self).as_ptr()
    }
    unsafe fn from_raw(data: *const T) -> Self {
        let leaked = data.byte_sub(offset_of!(Leaked<T>, data)) as *mut Leaked<T>;
        Shared(NonNull::new_unchecked(leaked))
    }
    fn inner(&self) -> &Leaked<T> {
        unsafe { self.0.as_ref() }
    }
}
impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        self.inner().count.fetch_add(1, SeqCst);
        Shared(self.0)
    }
}
impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        if self.inner().count.fetch_sub(1, SeqCst) == 1 {
            drop(unsafe { Box::from_raw(self.0.as_ptr()) });
        }
    }
}
fn counted_leaked() {
    let owner = Shared::new([1u64, 2, 3]);
    let raw = owner.clone().into_raw();
    let another = unsafe { Shared::from_raw(raw) };
    assert_eq!(another.inner().count.load(SeqCst), 2);
    assert_eq!(owner.inner().data[2], 3);
}
fn counted_as_ptr() {
    let owner = Shared::new(7u64);
    let another = ManuallyDrop::new(unsafe { Shared::from_raw(owner.as_ptr()) });
    assert_eq!(Shared::clone(&another).inner().count.load(SeqCst), 2);
    assert_eq!(owner.inner().count.load(SeqCst), 1);
}
/// A raw pointer to a member of the payload is moved back before the owner is rebuilt.
fn counted_offset() {
    #[repr(C)]
    struct Payload {
        first: u64,
        second: [u32; 6],
    }
    let raw = Shared::new(Payload { first: 7, second: [1; 6] }).into_raw();
    let second: *const u32 = unsafe { (&raw const (*raw).second).cast::<u32>().add(5) };
    assert_eq!(unsafe { *second }, 1);
    let payload = second.wrapping_sub(5).wrapping_byte_sub(offset_of!(Payload, second));
    assert_eq!(unsafe { Shared::from_raw(payload.cast::<Payload>()) }.inner().data.first, 7);
}

fn foreign() {
    let arc = Arc::new(7u64);
    for _ in 0..3 {
        let raw = arc.clone().into_foreign();
        assert_eq!(*unsafe { Arc::<u64>::from_foreign(raw) }, 7);
    }
}
fn foreign_borrow() {
    let raw = Arc::new([1u64, 2, 3]).into_foreign();
    for _ in 0..3 {
        assert_eq!(unsafe { Arc::<[u64; 3]>::borrow(raw) }[1], 2);
    }
    drop(unsafe { Arc::<[u64; 3]>::from_foreign(raw) });
}
fn foreign_box() {
    let raw = Box::new(String::from("text")).into_foreign();
    assert_eq!(unsafe { Box::<String>::borrow(raw) }, "text");
    let owner = unsafe { Box::<String>::from_foreign(raw) };
    let raw = owner.into_foreign();
    assert_eq!(*unsafe { Box::<String>::from_foreign(raw) }, "text");
}
fn foreign_generic() {
    fn through<F: ForeignOwnable>(owner: F) -> F {
        let raw = owner.into_foreign();
        let _ = unsafe { F::borrow(raw) };
        unsafe { F::from_foreign(raw) }
    }
    assert_eq!(*through(Arc::new(7u64)), 7);
    assert_eq!(*through(Box::new(7u64)), 7);
}
