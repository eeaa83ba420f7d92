// v1.rs - the complete report for the first version of the patch
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %custody-clang -g -O1 -c %S/../../devres/devres.c -o %t.devres.o
// RUN: %custody-clang -g -O1 -c %S/../shim.c -o %t.shim.o
// RUN: %custody-rustc --edition=2021 --crate-name=v1 %s -Clink-arg=%t.devres.o -Clink-arg=%t.shim.o -o %t.debug
// RUN: %custody-rustc --edition=2021 --crate-name=v1 -O %s -Clink-arg=%t.devres.o -Clink-arg=%t.shim.o -o %t.release
// RUN: not %run-custody %t.debug cells 2>&1 | FileCheck %s --check-prefixes=CHECK,CELLS --implicit-check-not=_R
// RUN: not %run-custody %t.debug fixed 2>&1 | FileCheck %s --check-prefixes=CHECK,FIXED --implicit-check-not=_R
// RUN: not %run-custody %t.release cells 2>&1 | FileCheck %s --check-prefixes=CHECK,CELLS --implicit-check-not=_R
// RUN: not %run-custody %t.release fixed 2>&1 | FileCheck %s --check-prefixes=CHECK,FIXED --implicit-check-not=_R
// RUN: %run-custody %t.debug quiet 2>&1 | FileCheck %s --check-prefix=QUIET
// RUN: %run-custody %t.release quiet 2>&1 | FileCheck %s --check-prefix=QUIET

#[path = "../devres.rs"]
mod devres;
#[path = "../ffi.rs"]
mod ffi;

use devres::{Data, Device, DevresInner, Fixed, Revocable};
use ffi::c_void;
use std::sync::Arc;

// C calls this with the key, so that the stack has frames of both languages.
unsafe extern "C" fn rebuild<D: Data>(key: *mut c_void) {
    // CHECK: ERROR: CustodySanitizer: wrong-provenance reclaim of 0x
    // CELLS-NEXT: v1::devres::DevresInner<v1::devres::Revocable<u64>>* ({{[0-9]+}} bytes behind a header of 16 bytes) is being rebuilt into an owner by <alloc::sync::Arc<v1::devres::DevresInner<v1::devres::Revocable<u64>>>>::from_raw() from a shared borrow of {{[0-9]+}} bytes.
    // FIXED-NEXT: v1::devres::DevresInner<v1::devres::Fixed<u64>>* (24 bytes behind a header of 16 bytes) is being rebuilt into an owner by <alloc::sync::Arc<v1::devres::DevresInner<v1::devres::Fixed<u64>>>>::from_raw() from a shared borrow of 24 bytes.
    // CHECK-NEXT: it has the bits of the pointer released below, but was not derived from it
    // CELLS-NEXT: missing: full-object permission (offset -16 holds the owner's header)
    // CELLS-NEXT: write: only inside cells
    // FIXED-NEXT: missing: write permission, full-object permission (offset -16 holds the owner's header)
    // CHECK-NEXT: so the compiler may assume that nobody changes the header
    // CHECK-NEXT: #0 v1::rebuild::<{{.*}}> {{.*}}v1.rs:[[@LINE+1]]:
    drop(Arc::from_raw(key as *const DevresInner<D>));
    // CHECK-NEXT: {{^ +}}[[@LINE-1]] |     drop(Arc::from_raw(key as *const DevresInner<D>));
    // CHECK-NEXT: {{^ +}}|          ^
    // CHECK-NEXT: #1 shim_call {{.*}}shim.c:
    // CHECK-NEXT: #2 v1::remove_action::<{{.*}}> {{.*}}v1.rs:[[@LINE+5]]:
}

fn remove_action<D: Data>(inner: &DevresInner<D>) {
    if inner.found_action() {
        unsafe { ffi::shim_call(rebuild::<D>, inner.as_ptr() as *mut c_void) };
    }
}

fn main() {
    let way = std::env::args().nth(1).unwrap();
    let dev = Device::new();
    match way.as_str() {
        "cells" => remove_action(&DevresInner::new(&dev, Revocable::new(7u64))),
        "fixed" => remove_action(&DevresInner::new(&dev, Fixed(7u64))),
        _ => drop(DevresInner::new(&dev, Fixed(7u64))),
    }
    dev.detach();
}

// CHECK: permissions were lost here, at a shared borrow of {{[0-9]+}} bytes:
// CHECK-NEXT: #0 <v1::devres::DevresInner<{{.*}}>>::as_ptr {{.*}}devres.rs:
// CHECK-NEXT: |     pub fn as_ptr(&self) -> *const Self { // LOST HERE
// CHECK-NEXT: the pointer with these bits and the right provenance was released here, and is outstanding:
// CHECK-NEXT: #0 <v1::devres::DevresInner<{{.*}}>>::new {{.*}}devres.rs:
// CHECK-NEXT: |         let raw = Arc::into_raw(inner.clone()); // RELEASED HERE
// CHECK-NEXT: {{^ +}}|                   ^
// CHECK: models: permission: violated   exact: violated   address: satisfied
// CELLS-NEXT: Stacked Borrows: violated   Tree Borrows: allowed (interior mutability)
// FIXED-NEXT: Stacked Borrows: violated   Tree Borrows: violated
// CHECK-NEXT: hint: a borrow lends the object, it does not hand it over.
// CHECK-NEXT: help: docs/reports.md#wrong-provenance
// CHECK-NEXT: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}v1.rs:{{.*}} in v1::rebuild::<

// QUIET-NOT: CustodySanitizer: {{[a-z]}}
// QUIET: CustodySanitizer: 1 verified, 0 unverified, 0 reported
