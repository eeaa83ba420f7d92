// library.rs - the loss is in a function of the standard library: the report names the user's line
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %custody-rustc --edition=2021 --crate-name=library %s -o %t.debug
// RUN: %custody-rustc --edition=2021 --crate-name=library -Ccodegen-units=64 %s -o %t.units
// RUN: %custody-rustc --edition=2021 --crate-name=library -O %s -o %t.release
// RUN: not %run-custody %t.debug deref 2>&1 | FileCheck %s --check-prefixes=CHECK,DEREF
// RUN: not %run-custody %t.units deref 2>&1 | FileCheck %s --check-prefixes=CHECK,DEREF
// RUN: not %run-custody %t.release deref 2>&1 | FileCheck %s --check-prefixes=CHECK,DEREF
// RUN: not %run-custody %t.debug get 2>&1 | FileCheck %s --check-prefixes=CHECK,GET
// RUN: not %run-custody %t.units get 2>&1 | FileCheck %s --check-prefixes=CHECK,GET
// RUN: not %run-custody %t.release get 2>&1 | FileCheck %s --check-prefixes=CHECK,GET
// RUN: not %run-custody %t.debug from_ref 2>&1 | FileCheck %s --check-prefixes=CHECK,FROM
// RUN: not %run-custody %t.units from_ref 2>&1 | FileCheck %s --check-prefixes=CHECK,FROM
// RUN: not %run-custody %t.release from_ref 2>&1 | FileCheck %s --check-prefixes=CHECK,FROM
// RUN: %run-custody %t.debug quiet 2>&1 | FileCheck %s --check-prefix=QUIET
// RUN: %run-custody %t.units quiet 2>&1 | FileCheck %s --check-prefix=QUIET
// RUN: %run-custody %t.release quiet 2>&1 | FileCheck %s --check-prefix=QUIET

use std::ptr;
use std::sync::Arc;

struct Device {
    id: u64,
    users: u64,
}

// CHECK: ERROR: CustodySanitizer: wrong-provenance
// CHECK: permissions were lost here, at a shared borrow of 16 bytes:

#[inline(never)]
fn deref(device: &Arc<Device>) -> *const Device {
    // DEREF-NEXT: #0 <alloc::sync::Arc<library::Device> as core::ops::deref::Deref>::deref library/alloc/src/sync.rs:
    // DEREF-NEXT: #1 library::deref {{.*}}library.rs:[[@LINE+3]]:
    // DEREF-NEXT: {{^ +}}[[@LINE+2]] |     let key = &**device;
    // DEREF-NEXT: {{^ +}}|                ^
    let key = &**device;
    key as *const Device
}

#[inline(never)]
fn get(devices: &[Arc<Device>]) -> *const Device {
    // GET-NEXT: #0 {{.*}} library/{{.*}}.rs:
    // GET-NEXT: #1 library::get{{.*}} {{.*}}library.rs:[[@LINE+2]]:
    // GET-NEXT: {{^ +}}[[@LINE+1]] |     let device = devices[0].as_ref();
    let device = devices[0].as_ref();
    device as *const Device
}

#[inline(never)]
fn from_ref(devices: &[Arc<Device>]) -> *const Device {
    // FROM-NEXT: #0 core::ptr::from_ref::<library::Device> library/core/src/ptr/mod.rs:
    // FROM-NEXT: #1 library::from_ref {{.*}}library.rs:[[@LINE+1]]:
    ptr::from_ref::<Device>(&devices[0])
}

fn main() {
    let way = std::env::args().nth(1).unwrap();
    let device = Arc::new(Device { id: 1, users: 2 });
    let raw = Arc::into_raw(device.clone());
    let devices = [device];
    let key = match way.as_str() {
        "deref" => deref(&devices[0]),
        "get" => get(&devices),
        "from_ref" => from_ref(&devices),
        _ => raw,
    };
    let owner = unsafe { Arc::from_raw(key) };
    println!("{}", owner.id + owner.users);
}

// CHECK: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}library.rs:{{[0-9]+}}:{{[0-9]+}} in library::main
// QUIET: CustodySanitizer: 1 verified, 0 unverified, 0 reported
