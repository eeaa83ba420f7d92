// vec.rs - Vec and String, taken apart and put together
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %custody-rustc --edition=2021 %s -o %t.debug
// RUN: %custody-rustc --edition=2021 -O %s -o %t.release
// RUN: %python %S/ways.py %s %t.debug %t.release
//
// | way               | permission       | exact          | address        |
// | round             | 1v               | 1v             | 1v             |
// | round_string      | 1v               | 1v             | 1v             |
// | round_memory      | 1v               | 1v             | 1v             |
// | round_drained     | 2v               | 2v             | 2v             |
// | empty             | 2u               | 2u             | 2u             |
// | zero_sized        | 1v               | 1v             | 1v             |
// | slice_to_vec      | 1v               | 1v             | 1v             |
// | vec_to_slice      | 1v               | 1v             | 1v             |
// | manually_drop     | 1v/1u            | 1v/unproven/never-released | 1v/never-released |
// | leaked            | 1u               | unproven/never-released | never-released |
// | leaked_string     | 1u               | unproven/never-released | never-released |
// | inside_std        | none             | none           | none           |
// | borrow            | wrong-provenance | never-released | never-released |
// | borrow_released   | wrong-provenance | stand-in       | 1v             |
// | borrow_string     | wrong-provenance | never-released | never-released |
// | borrow_element    | wrong-provenance | never-released | never-released |
// | stale             | stale            | stale          | stale          |
// | stale_grown       | 1v 1u            | stale          | stale          |
// | stale_string      | stale            | stale          | stale          |

use std::collections::{BinaryHeap, VecDeque};
use std::mem::{forget, ManuallyDrop};
use std::ptr::{self, NonNull};
use std::rc::Rc;
use std::sync::Arc;

fn round() {
    let (p, length, capacity) = vec![1u64, 2, 3].into_raw_parts();
    assert_eq!(unsafe { Vec::from_raw_parts(p, length, capacity) }, [1, 2, 3]);
}
fn round_string() {
    let (p, length, capacity) = String::from("text").into_raw_parts();
    assert_eq!(unsafe { String::from_raw_parts(p, length, capacity) }, "text");
}
struct Parts(*mut u32, usize, usize);
fn round_memory() {
    let (p, length, capacity) = vec![1u32; 100].into_raw_parts();
    let kept = std::hint::black_box(Box::new(Parts(p, length, capacity)));
    assert_eq!(unsafe { Vec::from_raw_parts(kept.0, kept.1, kept.2) }.len(), 100);
}
/// The vector changes hands as in a C interface that resizes it.
fn round_drained() {
    let (p, length, capacity) = vec![1u64, 2, 3].into_raw_parts();
    let mut vector = unsafe { Vec::from_raw_parts(p, length, capacity) };
    vector.drain(1..);
    vector.shrink_to_fit();
    let (p, length, capacity) = vector.into_raw_parts();
    assert_eq!(unsafe { Vec::from_raw_parts(p, length, capacity) }, [1]);
}
/// Without elements nothing is owned, and any pointer is right.
fn empty() {
    let vector = unsafe { Vec::<u64>::from_raw_parts(NonNull::dangling().as_ptr(), 0, 0) };
    assert!(vector.is_empty());
    let slice = ptr::slice_from_raw_parts_mut(NonNull::<u64>::dangling().as_ptr(), 0);
    assert!(unsafe { Box::from_raw(slice) }.is_empty());
}
fn zero_sized() {
    let (p, length, capacity) = vec![(), ()].into_raw_parts();
    assert_eq!(unsafe { Vec::from_raw_parts(p, length, capacity) }.len(), 2);
}
fn slice_to_vec() {
    let raw: *mut [u64] = Box::into_raw(vec![1, 2, 3].into_boxed_slice());
    assert_eq!(unsafe { Vec::from_raw_parts(raw as *mut u64, 3, 3) }, [1, 2, 3]);
}
fn vec_to_slice() {
    let (p, length, _) = Vec::from([1u64, 2, 3]).into_raw_parts();
    assert_eq!(unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(p, length)) }[2], 3);
}
/// From before into_raw_parts was stable.
fn manually_drop() {
    let mut vector = ManuallyDrop::new(vec![1u64, 2, 3]);
    let vector = unsafe { Vec::from_raw_parts(vector.as_mut_ptr(), vector.len(), vector.capacity()) };
    assert_eq!(vector, [1, 2, 3]);
}
fn leaked() {
    let all: &'static mut [u64] = vec![1, 2, 3].into_boxed_slice().into_vec().leak();
    assert_eq!(unsafe { Vec::from_raw_parts(all.as_mut_ptr(), 3, 3) }, [1, 2, 3]);
}
fn leaked_string() {
    let all: &'static mut str = String::from("text").into_boxed_str().into_string().leak();
    assert_eq!(unsafe { String::from_raw_parts(all.as_mut_ptr(), 4, 4) }, "text");
}
/// What the standard library does inside is no boundary of the program.
fn inside_std() {
    let vector: Vec<u64> = vec![1u32, 2, 3].into_iter().map(u64::from).collect();
    let vector: Vec<i64> = vector.into_iter().map(|n| n as i64).filter(|n| *n > 1).collect();
    let vector = vector.into_boxed_slice().into_vec();
    let rc: Rc<[i64]> = Rc::from(vector.clone());
    let arc: Arc<[i64]> = Arc::from(vector.clone());
    let text: Arc<str> = Arc::from(String::from("text"));
    let deque = VecDeque::from(vector.clone());
    let heap = BinaryHeap::from(vector.clone()).into_sorted_vec();
    let joined: String = vec!["a", "b"].into_iter().map(String::from).collect::<Vec<_>>().concat();
    let bytes = joined.into_bytes().into_iter().rev().collect::<Box<[u8]>>();
    assert_eq!(rc.len() + arc.len() + text.len() + Vec::from(deque).len() + heap.len() + bytes.len(), 14);
}

/// The address of what VECTOR has, to be compared.
fn key(vector: &[u64]) -> *const u64 {
    vector.as_ptr()
}
fn borrow() {
    let vector = ManuallyDrop::new(vec![1u64, 2, 3]);
    forget(unsafe { Vec::from_raw_parts(key(&vector) as *mut u64, 3, 3) });
}
fn borrow_released() {
    let (p, length, capacity) = vec![1u64, 2, 3].into_raw_parts();
    let found = key(unsafe { std::slice::from_raw_parts(p, length) });
    drop(unsafe { Vec::from_raw_parts(found as *mut u64, length, capacity) });
}
fn borrow_string() {
    fn key(text: &str) -> *const u8 {
        text.as_ptr()
    }
    let text = ManuallyDrop::new(String::from("text"));
    forget(unsafe { String::from_raw_parts(key(&text) as *mut u8, 4, 4) });
}
fn borrow_element() {
    fn key(element: &u64) -> *const u64 {
        element
    }
    let vector = ManuallyDrop::new(vec![1u64, 2, 3]);
    forget(unsafe { Vec::from_raw_parts(key(&vector[0]) as *mut u64, 3, 3) });
}
fn stale() {
    let (p, length, capacity) = vec![1u64, 2, 3].into_raw_parts();
    drop(unsafe { Vec::from_raw_parts(p, length, capacity) });
    forget(unsafe { Vec::from_raw_parts(p, length, capacity) });
}
/// The vector got new memory when it grew. Code that is not instrumented may have the old memory.
fn stale_grown() {
    let (p, length, capacity) = vec![1u64, 2, 3].into_raw_parts();
    let mut vector = ManuallyDrop::new(unsafe { Vec::from_raw_parts(p, length, capacity) });
    let in_the_way = vec![0u8; 100_000];
    vector.reserve(100_000);
    forget(unsafe { Vec::from_raw_parts(p, length, capacity) });
    drop(in_the_way);
}
fn stale_string() {
    let (p, length, capacity) = String::from("text").into_raw_parts();
    drop(unsafe { String::from_raw_parts(p, length, capacity) });
    forget(unsafe { String::from_raw_parts(p, length, capacity) });
}

fn main() {
    let ways: &[(&str, fn())] = &[
        ("round", round), ("round_string", round_string), ("round_memory", round_memory),
        ("round_drained", round_drained), ("empty", empty), ("zero_sized", zero_sized),
        ("slice_to_vec", slice_to_vec), ("vec_to_slice", vec_to_slice),
        ("manually_drop", manually_drop), ("leaked", leaked), ("leaked_string", leaked_string),
        ("inside_std", inside_std), ("borrow", borrow), ("borrow_released", borrow_released),
        ("borrow_string", borrow_string), ("borrow_element", borrow_element), ("stale", stale),
        ("stale_grown", stale_grown), ("stale_string", stale_string),
    ];
    let way = std::env::args().nth(1).unwrap();
    ways.iter().find(|each| each.0 == way).unwrap().1();
}
