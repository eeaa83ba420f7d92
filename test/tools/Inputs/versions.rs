// versions.rs - which versions of the program's functions run? See versions.test.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With cfg(judges) the program rebuilds an owner. With cfg(loads) it knows dlopen(), which it calls if it
// has an argument. With cfg(finds) it finds that function at run time. The library that it loads judges.

use std::ffi::{c_char, c_int, c_void, CString};
use std::hint::black_box;
use std::sync::Arc;

extern "C" {
    static __custody_tracking: u32;
    #[cfg(loads)]
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

#[cfg(finds)]
unsafe fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void {
    let name = CString::new(["dl", "open"].concat()).unwrap();
    let found = dlsym(std::ptr::null_mut(), name.as_ptr());
    std::mem::transmute::<_, unsafe extern "C" fn(*const c_char, c_int) -> *mut c_void>(found)(path, flags)
}

/// What the library does with a pointer that it is lent.
type Rebuild = unsafe extern "C" fn(*const u64, *const u64);

#[inline(never)]
fn keep<'a>(all: &mut Vec<&'a u64>, value: &'a u64) {
    all.push(value);
}

fn versions() -> &'static str {
    if unsafe { black_box(&raw const __custody_tracking).read_volatile() } == 0 { "bare" } else { "instrumented" }
}

#[cfg(any(loads, finds))]
fn load() {
    let Some(path) = std::env::args().nth(1) else { return };
    let path = CString::new(path).unwrap();
    let rebuild: Rebuild = unsafe {
        let library = dlopen(path.as_ptr(), 2);
        assert!(!library.is_null());
        std::mem::transmute(dlsym(library, c"rebuild".as_ptr()))
    };
    println!("then {}", versions());
    let owner = Arc::new(7u64);
    let mut all = Vec::new();
    keep(&mut all, &owner);
    unsafe { rebuild(Arc::into_raw(owner.clone()), all[0]) };
}

#[cfg(not(any(loads, finds)))]
fn load() {}

fn main() {
    let numbers = [1u64, 2, 3];
    let mut all = Vec::new();
    for number in &numbers {
        keep(&mut all, number);
    }
    #[cfg(judges)]
    drop(unsafe { Box::from_raw(Box::into_raw(Box::new(black_box(5u64)))) });
    println!("{} of {}, {}", all.iter().copied().sum::<u64>(), all.len(), versions());
    load();
}
