// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception

//! A module in Rust, which is loaded and unloaded. Its functions are reported as those of built-in code
//! are. It cannot be loaded if Custody says something else than it must.

use core::ffi::{c_int, CStr};
use core::mem::ManuallyDrop;
use kernel::prelude::*;
use kernel::sync::Arc;

module! {
    type: CustodyTestModule,
    name: "custody_test_rust_module",
    author: "The Custody authors",
    description: "Custody test suite: a module in Rust",
    license: "GPL",
}

/// `struct custody_counts` of linux/custody.h.
#[repr(C)]
struct Counts {
    verified: u64,
    unverified: u64,
    reported: u64,
    lost: u64,
    dropped: u64,
}

extern "C" {
    fn custody_counts() -> Counts;
    fn custody_expect(reports: c_int);
}

/// What Custody says of F: how many reclaims were verified, unverified and reported.
fn counts_of(f: impl FnOnce()) -> (u64, u64, u64) {
    // SAFETY: Any context may call it.
    let before = unsafe { custody_counts() };
    f();
    // SAFETY: As above.
    let now = unsafe { custody_counts() };
    (
        now.verified - before.verified,
        now.unverified - before.unverified,
        now.reported - before.reported,
    )
}

/// Prints WHAT and counts. `pr_info!` takes an address from a table of the kernel crate, which the loader
/// of User Mode Linux does not know how to do.
fn print(what: &CStr, (verified, unverified, reported): (u64, u64, u64)) {
    // SAFETY: The arguments are those of the format.
    unsafe {
        kernel::bindings::_printk(
            c"custody_test_rust_module: %s (%llu, %llu, %llu)\n"
                .as_ptr()
                .cast(),
            what.as_ptr(),
            verified,
            unverified,
            reported,
        )
    };
}

#[inline(never)]
fn borrowed(payload: &u64) -> *const u64 {
    payload
}

/// Released when the module is loaded, and reclaimed when it goes.
struct CustodyTestModule(*const u64);

// SAFETY: An `Arc` may be dropped by any thread.
unsafe impl Send for CustodyTestModule {}
// SAFETY: Nothing is done with a reference to it.
unsafe impl Sync for CustodyTestModule {}

impl kernel::Module for CustodyTestModule {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let arc = Arc::new(7u64, GFP_KERNEL)?;

        let raw = Arc::into_raw(arc.clone());
        // SAFETY: It comes from `into_raw`.
        let right = counts_of(|| drop(unsafe { Arc::from_raw(raw) }));

        let raw = Arc::into_raw(arc.clone());
        // SAFETY: It may be called by a process.
        unsafe { custody_expect(1) };
        let wrong = counts_of(|| {
            // SAFETY: Incorrect, on purpose. Nothing is done with it.
            let _ = ManuallyDrop::new(unsafe { Arc::from_raw(borrowed(&arc)) });
        });
        // SAFETY: As above.
        unsafe { custody_expect(0) };
        // SAFETY: It comes from `into_raw`.
        drop(unsafe { Arc::from_raw(raw) });

        print(c"right", right);
        print(c"wrong", wrong);
        if right != (1, 0, 0) || wrong != (0, 0, 1) {
            return Err(EINVAL);
        }
        Ok(Self(Arc::into_raw(arc)))
    }
}

impl Drop for CustodyTestModule {
    fn drop(&mut self) {
        // SAFETY: It comes from `into_raw`.
        let exit = counts_of(|| drop(unsafe { Arc::from_raw(self.0) }));
        print(c"exit", exit);
    }
}
