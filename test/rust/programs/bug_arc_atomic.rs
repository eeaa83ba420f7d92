// bug_arc_atomic: the address of a borrow travels through an AtomicPtr
// debug: unverified overwritten
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Arc;
static CURRENT: AtomicPtr<[u64; 4]> = AtomicPtr::new(std::ptr::null_mut());
fn publish(config: &[u64; 4]) {
    CURRENT.store(config as *const [u64; 4] as *mut [u64; 4], Ordering::Release);
}
pub fn main() {
    let config = Arc::new([1u64; 4]);
    publish(&config);
    let taken = unsafe { Arc::from_raw(CURRENT.swap(std::ptr::null_mut(), Ordering::AcqRel)) };
    std::mem::forget((config, taken));
}
