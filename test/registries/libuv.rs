// As libuv.c, from Rust with plain declarations.
//
// REQUIRES: libuv, rust
// RUN: env CUSTODY_BOUNDARIES=%boundaries/libuv.list %custody-rustc --edition=2021 --crate-name=uv %s %libuv-libraries -o %t.debug
// RUN: env CUSTODY_BOUNDARIES=%boundaries/libuv.list %custody-rustc --edition=2021 --crate-name=uv -O %s %libuv-libraries -o %t.release
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t.debug wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t.release wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t.debug right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: %run-custody %t.release right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
//
// WRONG: its history is inferred
// WRONG: SUMMARY: CustodySanitizer: wrong-provenance {{.*}} in uv::on_thread
// WRONG: SUMMARY: CustodySanitizer: wrong-provenance {{.*}} in uv::after_work
// WRONG: CustodySanitizer: 0 verified, 0 unverified, 2 reported
// RIGHT: done
// RIGHT: CustodySanitizer: 0 verified, 2 unverified, 0 reported
// RIGHT-NEXT: CustodySanitizer: 2 unverified: inferred:

use std::ffi::{c_int, c_void};
use std::sync::Arc;

type Loop = *mut c_void;

extern "C" {
    fn uv_default_loop() -> Loop;
    fn uv_run(all: Loop, mode: c_int) -> c_int;
    fn uv_thread_create(thread: *mut usize, entry: Option<unsafe extern "C" fn(*mut c_void)>, data: *mut c_void) -> c_int;
    fn uv_thread_join(thread: *mut usize) -> c_int;
    fn uv_queue_work(
        all: Loop,
        request: *mut Work,
        work: Option<unsafe extern "C" fn(*mut Work)>,
        after: Option<unsafe extern "C" fn(*mut Work, c_int)>,
    ) -> c_int;
}

#[repr(C)]
struct Work([u64; 16]); // uv_work_t has 128 bytes

// The request is the first member, so a pointer to it is one to the job.
#[repr(C)]
struct Job {
    request: Work,
    result: u64,
}

unsafe extern "C" fn on_thread(data: *mut c_void) {
    drop(Arc::from_raw(data as *const Job));
}
unsafe extern "C" fn work(_: *mut Work) {}
unsafe extern "C" fn after_work(request: *mut Work, status: c_int) {
    let job = Box::from_raw(request as *mut Job);
    assert_eq!(job.result as c_int + status, 5);
}

#[inline(never)]
fn reference(job: &Arc<Job>) -> &Job {
    job
}
#[inline(never)]
fn request_of(job: &mut Job) -> &mut Work {
    &mut job.request
}

fn new() -> Job {
    Job { request: Work([0; 16]), result: 5 }
}

fn main() {
    let right = std::env::args().nth(1).as_deref() == Some("right");
    let shared = Arc::new(new());
    std::mem::forget(shared.clone());
    let mut thread = 0;
    unsafe {
        let data = match right {
            true => Arc::into_raw(shared.clone()),
            false => reference(&shared) as *const Job,
        };
        assert_eq!(uv_thread_create(&mut thread, Some(on_thread), data as *mut c_void), 0);
        assert_eq!(uv_thread_join(&mut thread), 0);

        let raw = Box::into_raw(Box::new(new()));
        let request = match right {
            true => raw as *mut Work,
            false => request_of(&mut *raw) as *mut Work,
        };
        assert_eq!(uv_queue_work(uv_default_loop(), request, Some(work), Some(after_work)), 0);
        assert_eq!(uv_run(uv_default_loop(), 0), 0);
    }
    eprintln!("done");
}
