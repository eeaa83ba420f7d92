// harness.rs - a report from a test: the name of the test, and no frames of the test harness
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %custody-rustc --edition=2021 --crate-name=harness --test %s -o %t.debug
// RUN: %custody-rustc --edition=2021 --crate-name=harness --test -O %s -o %t.release
// RUN: not %run-custody %t.debug reclaims 2>&1 | FileCheck %s
// RUN: not %run-custody %t.release reclaims 2>&1 | FileCheck %s
// RUN: not env CUSTODY_OPTIONS=full_stacks=1 %t.debug reclaims 2>&1 | FileCheck %s --check-prefix=FULL
// RUN: %run-custody %t.debug nothing 2>&1 | FileCheck %s --check-prefix=QUIET
// RUN: %run-custody %t.release nothing 2>&1 | FileCheck %s --check-prefix=QUIET

#[cfg(test)]
mod registrations {
    use std::sync::Arc;

    struct Device {
        id: u64,
    }

    #[inline(never)]
    fn release(device: &Arc<Device>) -> usize {
        Arc::into_raw(device.clone()) as usize
    }

    // Linux keeps 15 bytes of a thread's name: "registrations::". The rest is on the stack.
    #[test]
    fn reclaims_what_it_borrowed() {
        let device = Arc::new(Device { id: 1 });
        let worker = std::thread::Builder::new().name(String::from("worker"));
        let of_worker = device.clone();
        worker.spawn(move || release(&of_worker)).unwrap().join().unwrap();
        let key: *const Device = &*device;
        let owner = unsafe { Arc::from_raw(key) };
        println!("{}", owner.id);
    }

    #[test]
    fn nothing_is_wrong() {
        let device = Arc::new(Device { id: 1 });
        let raw = Arc::into_raw(device.clone());
        drop(unsafe { Arc::from_raw(raw) });
    }
}

// CHECK: ERROR: CustodySanitizer: wrong-provenance reclaim of 0x{{[0-9a-f]+}} by thread T{{[0-9]+}} (registrations::reclaims_what_it_borrowed){{$}}
// CHECK: #0 harness::registrations::reclaims_what_it_borrowed {{.*}}harness.rs:33:
// CHECK-NEXT: 33 |         let owner = unsafe { Arc::from_raw(key) };
// CHECK-NOT: library/test
// CHECK-NOT: begin_short_backtrace
// CHECK: permissions were lost here, at a shared borrow of 8 bytes:
// CHECK-NEXT: #0 {{.*}}Deref>::deref library/alloc/src/sync.rs:
// CHECK-NEXT: #1 harness::registrations::reclaims_what_it_borrowed {{.*}}harness.rs:32:
// CHECK-NEXT: 32 |         let key: *const Device = &*device;
// CHECK: was released here, and is outstanding:
// CHECK-NEXT: by thread T{{[0-9]+}} (worker){{$}}
// CHECK-NEXT: #0 harness::registrations::release {{.*}}harness.rs:22:
// CHECK-NOT: library/
// CHECK: models:
// CHECK: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}harness.rs:33:{{[0-9]+}} in harness::registrations::reclaims_what_it_borrowed{{$}}

// FULL: #{{[0-9]+}} {{.*}}__rust_begin_short_backtrace{{.*}} /{{.*}}/library/test/src/lib.rs:
// FULL: permissions were lost here

// QUIET: CustodySanitizer: 1 verified, 0 unverified, 0 reported
