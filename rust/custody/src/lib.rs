// Part of Custody, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//! What the provenance sanitizer Custody found, for tests and programs in Rust.
//!
//! The functions ask the runtime, which is in programs that `custody-rustc` or `cargo custody` built. In other
//! programs they do nothing, so a crate may depend on this one in every build.
//!
//! ```ignore
//! let before = custody::counts();
//! run_the_code_under_test();
//! assert_eq!(custody::counts().reported, before.reported); // with CUSTODY_OPTIONS=halt_on_error=0
//! ```

use std::ffi::{c_char, c_int, c_uint, c_void, CStr};
use std::sync::{Mutex, OnceLock};

/// How many reclaims got which answer so far, and how many releases are outstanding now.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub verified: u64,
    pub unverified: u64,
    pub reported: u64,
    pub outstanding: u64,
}

/// A report. Its texts live until the callback returns.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Such as `wrong-provenance`.
    pub kind: &'a str,
    /// The SUMMARY line without its start: kind, source location, function.
    pub summary: &'a str,
    /// Where the reclaim is; empty if that is not known.
    pub function: &'a str,
    /// Empty if it is not known.
    pub file: &'a str,
    /// 0 if it is not known.
    pub line: u32,
    /// 0 if it is not known.
    pub column: u32,
    /// The address of the pointer that was reclaimed.
    pub address: usize,
    /// The whole report as one line of JSON. Custody's docs/results.md has its members.
    pub json: &'a str,
}

/// `struct custody_report` of custody.h.
#[repr(C)]
struct RawReport {
    kind: *const c_char,
    summary: *const c_char,
    function: *const c_char,
    file: *const c_char,
    line: c_uint,
    column: c_uint,
    pointer: *const c_void,
    json: *const c_char,
    json_bytes: usize,
}

type RawCallback = unsafe extern "C" fn(*const RawReport, *mut c_void);

/// The functions of the runtime; `custody.h` has their contracts.
#[derive(Clone, Copy)]
struct Runtime {
    get_counts: unsafe extern "C" fn(*mut Counts, usize) -> c_int,
    outstanding: unsafe extern "C" fn(usize) -> u64,
    describe_address: unsafe extern "C" fn(usize),
    set_report_callback: unsafe extern "C" fn(Option<RawCallback>, *mut c_void),
}

extern "C" {
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// Looks for the runtime once. Rust has no weak symbols, so the loader is asked.
fn runtime() -> Option<Runtime> {
    static FOUND: OnceLock<Option<Runtime>> = OnceLock::new();
    fn find(name: &'static [u8]) -> Option<*mut c_void> {
        let name = CStr::from_bytes_with_nul(name).ok()?;
        // SAFETY: dlsym reads the name, which ends in a zero. A null handle is RTLD_DEFAULT.
        let found = unsafe { dlsym(std::ptr::null_mut(), name.as_ptr()) };
        (!found.is_null()).then_some(found)
    }
    *FOUND.get_or_init(|| {
        let get_counts = find(b"__custody_get_counts\0")?;
        let outstanding = find(b"__custody_outstanding\0")?;
        let describe_address = find(b"__custody_describe_address\0")?;
        let set_report_callback = find(b"__custody_set_report_callback\0")?;
        // SAFETY: custody.h declares these functions with these types.
        unsafe {
            Some(Runtime {
                get_counts: std::mem::transmute(get_counts),
                outstanding: std::mem::transmute(outstanding),
                describe_address: std::mem::transmute(describe_address),
                set_report_callback: std::mem::transmute(set_report_callback),
            })
        }
    })
}

/// Whether the runtime is in the process.
pub fn is_active() -> bool {
    runtime().is_some()
}

/// The counts; zeros without a runtime. Takes time in proportion to the number of releases.
pub fn counts() -> Counts {
    let mut counts = Counts::default();
    if let Some(r) = runtime() {
        // SAFETY: the runtime writes at most the given number of bytes.
        unsafe { (r.get_counts)(&mut counts, std::mem::size_of::<Counts>()) };
    }
    counts
}

/// How many releases of exactly this address are outstanding.
pub fn outstanding<T: ?Sized>(pointer: *const T) -> u64 {
    // SAFETY: the runtime compares the address and reads nothing there.
    runtime().map_or(0, |r| unsafe { (r.outstanding)(pointer as *const () as usize) })
}

/// Prints to the report stream what is known of this address: whether it was released, where, and how many releases are
/// outstanding.
pub fn describe_address<T: ?Sized>(pointer: *const T) {
    if let Some(r) = runtime() {
        // SAFETY: as above.
        unsafe { (r.describe_address)(pointer as *const () as usize) };
    }
}

type Callback = Box<dyn Fn(&Report) + Send + Sync>;
static CALLBACK: Mutex<Option<&'static Callback>> = Mutex::new(None);

fn text<'a>(at: *const c_char) -> &'a str {
    if at.is_null() {
        return "";
    }
    // SAFETY: the runtime's strings end in a zero, and live as long as the report.
    unsafe { CStr::from_ptr(at) }.to_str().unwrap_or("")
}

unsafe extern "C" fn call(report: *const RawReport, _data: *mut c_void) {
    let Some(callback) = *CALLBACK.lock().unwrap_or_else(|e| e.into_inner()) else { return };
    let raw = &*report;
    let report = Report {
        kind: text(raw.kind),
        summary: text(raw.summary),
        function: text(raw.function),
        file: text(raw.file),
        line: raw.line,
        column: raw.column,
        address: raw.pointer as usize,
        json: text(raw.json),
    };
    // A panic must not go through the runtime.
    if std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| callback(&report))).is_err() {
        std::process::abort();
    }
}

/// From now on `callback` is called for each report, after it was written and before the program may end because of it.
/// There is one callback in a process, and one that was replaced is never freed. It runs in the thread that found the bug.
/// If it panics, the process ends. Custody follows no boundaries in it.
pub fn set_report_callback(callback: impl Fn(&Report) + Send + Sync + 'static) {
    let Some(r) = runtime() else { return };
    let callback: &'static Callback = Box::leak(Box::new(Box::new(callback) as Callback));
    *CALLBACK.lock().unwrap_or_else(|e| e.into_inner()) = Some(callback);
    // SAFETY: `call` takes what the runtime gives, and lives for ever.
    unsafe { (r.set_report_callback)(Some(call), std::ptr::null_mut()) };
}

/// Call this if the program has proof that it owns the release with the bits of `key`, for example because a lookup in a
/// registry succeeded. Returns the address of `key` with the provenance of that release. If none is outstanding, Custody
/// prints a report.
///
/// The pointer has the provenance that Custody wants. For the compiler it is one that was made from an exposed address.
pub fn recover<T>(key: *const T) -> *mut T {
    __custody_rust_recover(key.cast()).cast()
}

/// The plug-in knows this name, and treats a call as it treats `custody_recover()` in C.
#[no_mangle]
#[inline(never)]
extern "C" fn __custody_rust_recover(key: *const c_void) -> *mut c_void {
    key as usize as *mut c_void
}
