// versions_judge.rs - a library that rebuilds an owner. See versions.test.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#![crate_type = "cdylib"]

/// Rebuilds the owner of BORROWED, which has the bits of RELEASED.
#[no_mangle]
pub unsafe extern "C" fn rebuild(released: *const u64, borrowed: *const u64) {
    assert_eq!(released, borrowed);
    drop(std::sync::Arc::from_raw(borrowed));
}
