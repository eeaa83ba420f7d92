// unverified.rs - print_unverified=1 names the caller of a boundary inside the standard library
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Waker::wake_by_ref() calls a function of the library that rebuilds an Arc. The user does not know that
// function, so the line is that of the call into the library. All calls of one line share a line of the
// list.
//
// RUN: %custody-rustc --edition=2021 --crate-name=unverified %s -o %t.debug
// RUN: %custody-rustc --edition=2021 --crate-name=unverified -O %s -o %t.release
// RUN: env CUSTODY_OPTIONS=print_stats=1:print_unverified=1 %t.debug 2>&1 | FileCheck %s
// RUN: env CUSTODY_OPTIONS=print_stats=1:print_unverified=1 %t.release 2>&1 | FileCheck %s
// RUN: env CUSTODY_OPTIONS=print_unverified=1 %t.release quiet 2>&1 | count 0

use std::sync::Arc;
use std::task::{Wake, Waker};

struct Job(#[allow(dead_code)] u64);

impl Wake for Job {
    fn wake(self: Arc<Self>) {}
}

fn main() {
    if std::env::args().count() > 1 {
        let raw = Arc::into_raw(Arc::new(7u64));
        drop(unsafe { Arc::from_raw(raw) });
        return;
    }
    // CHECK: CustodySanitizer: 0 verified, 6 unverified, 0 reported
    // CHECK-NEXT: CustodySanitizer: 6 unverified: no-release: no release with these bits was seen
    let (job, other) = (Arc::new(Job(1)), Arc::new(7u64));
    let table = std::mem::ManuallyDrop::new(Waker::from(job.clone()));
    let waker = unsafe { Waker::new(Arc::as_ptr(&job) as *const (), table.vtable()) };
    let waker = std::mem::ManuallyDrop::new(waker);
    for _ in 0..5 {
        // CHECK-NEXT: CustodySanitizer: 5 unverified: no-release: unverified::main {{.*}}unverified.rs:[[#@LINE+1]]:15 (<alloc::sync::Arc<unverified::Job>>::from_raw
        waker.wake_by_ref();
    }
    // CHECK-NEXT: CustodySanitizer: 1 unverified: no-release: unverified::main {{.*}}unverified.rs:[[#@LINE+1]]:31 (<alloc::sync::Arc<u64>>::from_raw)
    std::mem::forget(unsafe { Arc::from_raw(Arc::as_ptr(&other)) });
}
