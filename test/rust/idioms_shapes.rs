// idioms_shapes.rs - owners of slices, strings, traits and empty types; thin owners; conversions
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use crate::cases;
use std::alloc::{alloc, dealloc, Layout};
use std::any::Any;
use std::borrow::Cow;
use std::error::Error;
use std::ffi::c_void;
use std::fmt::Display;
use std::mem::{forget, size_of, ManuallyDrop, MaybeUninit};
use std::ptr::{self, NonNull};
use std::rc::Rc;
use std::sync::Arc;

cases! {
    arc_slice arc_slice_from_vec arc_str arc_dyn arc_dyn_downcast arc_dyn_thin
    rc_slice rc_str rc_from_box box_slice box_str box_dyn box_dyn_double box_any box_error
    thin_box zero_sized zero_sized_dangling empty_slice
    vec_parts string_parts vec_boxed string_boxed maybe_uninit cow cast_payload cast_array
    transparent over_aligned field_first
}

fn arc_slice() {
    let arc: Arc<[u64]> = Arc::new([1, 2, 3]);
    let raw: *const [u64] = Arc::into_raw(arc.clone());
    assert_eq!(unsafe { Arc::from_raw(raw) }.len(), 3);
    let parts = (Arc::into_raw(arc) as *const u64, 3);
    let raw = ptr::slice_from_raw_parts(parts.0, parts.1);
    assert_eq!(unsafe { Arc::from_raw(raw) }[2], 3);
}
fn arc_slice_from_vec() {
    let arc: Arc<[String]> = vec![String::from("a"), String::from("b")].into();
    let raw = Arc::into_raw(arc);
    assert_eq!(unsafe { &*raw }[1], "b");
    drop(unsafe { Arc::from_raw(raw) });
    let arc: Arc<[u8]> = (0..10).collect();
    assert_eq!(unsafe { Arc::from_raw(Arc::into_raw(arc)) }[9], 9);
}
fn arc_str() {
    let arc: Arc<str> = Arc::from("text");
    let raw: *const str = Arc::into_raw(arc);
    let bytes: Arc<[u8]> = unsafe { Arc::from_raw(raw as *const [u8]) };
    assert_eq!(bytes[0], b't');
    let arc: Arc<str> = Arc::from(String::from("text"));
    assert_eq!(&*unsafe { Arc::from_raw(Arc::into_raw(arc)) }, "text");
}
fn arc_dyn() {
    let arc: Arc<dyn Display> = Arc::new(7u64);
    let raw: *const dyn Display = Arc::into_raw(arc);
    unsafe { Arc::increment_strong_count(raw) };
    assert_eq!(unsafe { &*raw }.to_string(), "7");
    drop(unsafe { Arc::from_raw(raw) });
    drop(unsafe { Arc::from_raw(raw) });
}
fn arc_dyn_downcast() {
    let arc: Arc<dyn Any + Send + Sync> = Arc::new(String::from("text"));
    let arc = arc.downcast::<u64>().unwrap_err();
    assert_eq!(*arc.downcast::<String>().unwrap(), "text");
}
/// A thin pointer to a wide pointer.
fn arc_dyn_thin() {
    let arc: Arc<dyn Display> = Arc::new(String::from("text"));
    let thin = Box::into_raw(Box::new(arc)) as *mut c_void;
    let look = unsafe { &*thin.cast::<Arc<dyn Display>>() }.clone();
    let arc = *unsafe { Box::from_raw(thin.cast::<Arc<dyn Display>>()) };
    assert_eq!(arc.to_string(), look.to_string());
}
fn rc_slice() {
    let rc: Rc<[u16]> = Rc::from([1, 2, 3]);
    let raw = Rc::into_raw(rc.clone());
    assert_eq!(unsafe { Rc::from_raw(raw) }, rc);
}
fn rc_str() {
    let raw = Rc::into_raw(Rc::<str>::from("text"));
    assert_eq!(unsafe { Rc::from_raw(raw) }.len(), 4);
}
fn rc_from_box() {
    let rc: Rc<str> = Rc::from(String::from("text").into_boxed_str());
    assert_eq!(&*rc, "text");
    let rc: Rc<[u64; 3]> = Rc::from(Box::new([1, 2, 3]));
    assert_eq!(rc[2], 3);
    let arc: Arc<dyn Display> = Arc::from(Box::new(7) as Box<dyn Display>);
    assert_eq!(arc.to_string(), "7");
}
fn box_slice() {
    let raw: *mut [u64] = Box::into_raw(vec![1, 2, 3].into_boxed_slice());
    unsafe { (&mut *raw)[0] = 4 };
    assert_eq!(unsafe { Box::from_raw(raw) }.to_vec(), [4, 2, 3]);
    let leaked: &mut [u64] = Box::leak(vec![1, 2].into_boxed_slice());
    drop(unsafe { Box::from_raw(leaked) });
}
fn box_str() {
    let leaked: &mut str = Box::leak(String::from("text").into_boxed_str());
    leaked.make_ascii_uppercase();
    assert_eq!(&*unsafe { Box::from_raw(leaked as *mut str) }, "TEXT");
}
fn box_dyn() {
    let raw: *mut dyn Display = Box::into_raw(Box::new(7u64));
    assert_eq!(unsafe { Box::from_raw(raw) }.to_string(), "7");
    let leaked: &mut dyn Display = Box::leak(Box::new(8u64));
    drop(unsafe { Box::from_raw(leaked) });
}
fn box_dyn_double() {
    let boxed: Box<dyn FnOnce() -> u64> = Box::new(|| 7);
    let thin: *mut c_void = Box::into_raw(Box::new(boxed)).cast();
    let boxed = *unsafe { Box::from_raw(thin.cast::<Box<dyn FnOnce() -> u64>>()) };
    assert_eq!(boxed(), 7);
}
fn box_any() {
    let any: Box<dyn Any> = Box::new(String::from("text"));
    assert_eq!(*any.downcast::<String>().unwrap(), "text");
}
fn box_error() {
    let error: Box<dyn Error + Send + Sync> = From::from("text");
    assert!(error.is::<std::fmt::Error>() || error.to_string() == "text");
    let error: Box<dyn Error> = Box::new(std::fmt::Error);
    assert!(error.downcast::<std::fmt::Error>().is_ok());
}

/// One allocation contains length and elements. A thin pointer points to the elements.
struct Thin(NonNull<u32>);
impl Thin {
    fn layout(length: usize) -> Layout {
        Layout::array::<u32>(length + 2).unwrap().align_to(8).unwrap()
    }
    fn new(elements: &[u32]) -> Thin {
        unsafe {
            let block = alloc(Self::layout(elements.len()));
            block.cast::<usize>().write(elements.len());
            let data = block.add(size_of::<usize>()).cast::<u32>();
            ptr::copy_nonoverlapping(elements.as_ptr(), data, elements.len());
            Thin(NonNull::new_unchecked(data))
        }
    }
    fn into_raw(self) -> *mut u32 {
        ManuallyDrop::new(self).0.as_ptr()
    }
    unsafe fn from_raw(data: *mut u32) -> Thin {
        Thin(NonNull::new_unchecked(data))
    }
    fn length(&self) -> usize {
        unsafe { self.0.as_ptr().byte_sub(size_of::<usize>()).cast::<usize>().read() }
    }
}
impl Drop for Thin {
    fn drop(&mut self) {
        let layout = Self::layout(self.length());
        unsafe { dealloc(self.0.as_ptr().byte_sub(size_of::<usize>()).cast(), layout) };
    }
}
fn thin_box() {
    let raw = Thin::new(&[1, 2, 3]).into_raw();
    assert_eq!(unsafe { *raw.add(1) }, 2);
    assert_eq!(unsafe { Thin::from_raw(raw) }.length(), 3);
}

struct Nothing;
fn zero_sized() {
    let raw = Arc::into_raw(Arc::new(Nothing));
    let _: &Nothing = unsafe { &*raw };
    drop(unsafe { Arc::from_raw(raw) });
    let raw = Rc::into_raw(Rc::new(()));
    drop(unsafe { Rc::from_raw(raw) });
    drop(unsafe { Box::from_raw(Box::into_raw(Box::new(Nothing))) });
    drop(unsafe { Box::from_raw(Box::leak(Box::new(Nothing))) });
}
/// A Box of a zero-sized type owns no memory. It may be made from any aligned pointer, even a reference.
fn zero_sized_dangling() {
    fn of(nothing: &Nothing) -> *mut Nothing {
        nothing as *const Nothing as *mut Nothing
    }
    drop(unsafe { Box::from_raw(NonNull::<Nothing>::dangling().as_ptr()) });
    drop(unsafe { Box::from_raw(of(&Nothing)) });
    drop(unsafe { Box::from_raw(8 as *mut [u64; 0]) });
}
fn empty_slice() {
    let raw: *mut [u64] = Box::into_raw(Vec::new().into_boxed_slice());
    assert!(unsafe { Box::from_raw(raw) }.is_empty());
    let leaked: &mut [u64] = Box::leak(Box::default());
    assert!(unsafe { Box::from_raw(leaked) }.is_empty());
    let arc: Arc<[u64]> = Arc::new([]);
    assert!(unsafe { Arc::from_raw(Arc::into_raw(arc)) }.is_empty());
}

fn vec_parts() {
    let mut vec = ManuallyDrop::new(vec![1u64, 2, 3]);
    let (data, length, capacity) = (vec.as_mut_ptr(), vec.len(), vec.capacity());
    let again = unsafe { Vec::from_raw_parts(data, length, capacity) };
    assert_eq!(again, [1, 2, 3]);
}
fn string_parts() {
    let mut text = ManuallyDrop::new(String::from("text"));
    let (data, length, capacity) = (text.as_mut_ptr(), text.len(), text.capacity());
    assert_eq!(unsafe { String::from_raw_parts(data, length, capacity) }, "text");
}
fn vec_boxed() {
    let mut vec = Vec::with_capacity(10);
    vec.extend([1u64, 2, 3]);
    let raw = Box::into_raw(vec.into_boxed_slice()) as *mut u64;
    let slice = ptr::slice_from_raw_parts_mut(raw, 3);
    let mut vec = unsafe { Box::from_raw(slice) }.into_vec();
    vec.push(4);
    assert_eq!(vec, [1, 2, 3, 4]);
}
fn string_boxed() {
    let boxed: Box<str> = String::from("text").into_boxed_str();
    let bytes: Box<[u8]> = boxed.into_boxed_bytes();
    let text = unsafe { std::str::from_boxed_utf8_unchecked(bytes) };
    assert_eq!(text.into_string(), "text");
}
fn maybe_uninit() {
    let mut boxed: Box<MaybeUninit<[u64; 3]>> = Box::new(MaybeUninit::uninit());
    boxed.write([1, 2, 3]);
    let raw = Box::into_raw(boxed).cast::<[u64; 3]>();
    assert_eq!(unsafe { Box::from_raw(raw) }[0], 1);
    let mut arc = Arc::<[u64]>::new_uninit_slice(2);
    Arc::get_mut(&mut arc).unwrap().fill(MaybeUninit::new(7));
    assert_eq!(unsafe { arc.assume_init() }[1], 7);
}
fn cow() {
    fn lower(text: &str) -> Cow<'_, str> {
        if text.chars().any(char::is_uppercase) {
            Cow::Owned(text.to_lowercase())
        } else {
            Cow::Borrowed(text)
        }
    }
    let raw = Box::into_raw(Box::new(lower("Text")));
    assert_eq!(unsafe { Box::from_raw(raw) }.into_owned(), "text");
    let arc: Arc<str> = Arc::from(lower("text"));
    assert_eq!(&*arc, "text");
}
/// The payload is used as another type with the same layout.
fn cast_payload() {
    let raw: *mut [u32; 2] = Box::into_raw(Box::new([1u32, 2]));
    let raw = raw.cast::<[i32; 2]>();
    assert_eq!(unsafe { Box::from_raw(raw) }[1], 2);
    let raw = Arc::into_raw(Arc::new([1u64; 4])).cast::<[[u64; 2]; 2]>();
    assert_eq!(unsafe { Arc::from_raw(raw) }[1][1], 1);
}
fn cast_array() {
    let boxed: Box<[u64]> = vec![1, 2, 3].into_boxed_slice();
    let array: Box<[u64; 3]> = boxed.try_into().unwrap();
    let arc: Arc<[u64]> = Arc::from(*array);
    let array: Arc<[u64; 3]> = arc.try_into().unwrap();
    assert_eq!(array[2], 3);
}
#[repr(transparent)]
struct Wrapper(str);
/// An owner of a type with the layout of another.
fn transparent() {
    let raw = Box::into_raw(Box::<str>::from("text")) as *mut Wrapper;
    let wrapped = unsafe { Box::from_raw(raw) };
    assert_eq!(&wrapped.0, "text");
    let raw = Arc::into_raw(Arc::<str>::from("text")) as *const Wrapper;
    assert_eq!(&unsafe { Arc::from_raw(raw) }.0, "text");
}
#[repr(align(64))]
struct Aligned(#[allow(dead_code)] u8);
fn over_aligned() {
    let arc = Arc::new(Aligned(7));
    let raw = Arc::into_raw(arc.clone());
    assert_eq!(raw.addr() % 64, 0);
    drop(unsafe { Arc::from_raw(raw) });
    forget(unsafe { Arc::from_raw(Arc::as_ptr(&arc)) });
    drop(unsafe { Box::from_raw(Box::leak(Box::new(Aligned(8)))) });
}
/// The first member has the address of the object, and a raw pointer to it still reaches the object.
fn field_first() {
    #[repr(C)]
    struct Base {
        kind: u32,
    }
    #[repr(C)]
    struct Derived {
        base: Base,
        rest: [u64; 4],
    }
    let raw = Box::into_raw(Box::new(Derived { base: Base { kind: 7 }, rest: [1; 4] }));
    let base: *mut Base = unsafe { &raw mut (*raw).base };
    assert_eq!(unsafe { (*base).kind }, 7);
    let derived = unsafe { Box::from_raw(base.cast::<Derived>()) };
    assert_eq!(derived.rest[3], 1);
}
