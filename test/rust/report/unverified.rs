// unverified.rs - print_unverified=1 names the caller of a boundary inside the standard library
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Option::map() calls the function that it is given in code of the library, so the line is that of the
// call into the library. All calls of one line share a line of the list.
//
// RUN: %custody-rustc --edition=2021 --crate-name=unverified %s -o %t.debug
// RUN: %custody-rustc --edition=2021 --crate-name=unverified -O %s -o %t.release
// RUN: env CUSTODY_OPTIONS=print_stats=1:print_unverified=1 %t.debug 2>&1 | FileCheck %s
// RUN: env CUSTODY_OPTIONS=print_stats=1:print_unverified=1 %t.release 2>&1 | FileCheck %s
// RUN: env CUSTODY_OPTIONS=print_unverified=1 %t.release quiet 2>&1 | count 0

use std::sync::Arc;

struct Owner(Box<u64>);

impl Owner {
    fn into_raw(self) -> *mut u64 {
        Box::into_raw(self.0)
    }
    fn from_raw(raw: *mut u64) -> Owner {
        Owner(unsafe { Box::from_raw(raw) })
    }
}

fn main() {
    if std::env::args().count() > 1 {
        drop(Some(Owner(Box::new(7)).into_raw()).map(Owner::from_raw));
        return;
    }
    // CHECK: CustodySanitizer: 0 verified, 6 unverified, 0 reported
    // CHECK-NEXT: CustodySanitizer: 6 unverified: no-release: no release with these bits was seen
    let (mut object, other) = (7u64, Arc::new(7u64));
    let raw = std::hint::black_box(&raw mut object);
    for _ in 0..5 {
        // CHECK-NEXT: CustodySanitizer: 5 unverified: no-release: unverified::main {{.*}}unverified.rs:[[#@LINE+1]]:36 (<unverified::Owner>::from_raw)
        std::mem::forget(Some(raw).map(Owner::from_raw));
    }
    // CHECK-NEXT: CustodySanitizer: 1 unverified: no-release: unverified::main {{.*}}unverified.rs:[[#@LINE+1]]:31 (<alloc::sync::Arc<u64>>::from_raw)
    std::mem::forget(unsafe { Arc::from_raw(Arc::as_ptr(&other)) });
}
