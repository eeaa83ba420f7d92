// bug_arc_local: a counted owner of a variable on the stack
// debug: reported not-on-the-heap
// -O: reported not-on-the-heap
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
fn share(value: &[u64; 4]) -> Arc<[u64; 4]> {
    unsafe { Arc::from_raw(value) }
}
pub fn main() {
    let value = [1u64; 4];
    std::mem::forget(share(&value));
}
