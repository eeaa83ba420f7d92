// bug_arc_get_mut: an exclusive reference reaches the payload only, not the counts
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
fn first(values: &mut Arc<[u64; 4]>) -> *mut [u64; 4] {
    Arc::get_mut(values).unwrap()
}
pub fn main() {
    let mut owner = Arc::new([1u64; 4]);
    let raw = first(&mut owner);
    std::mem::forget(owner);
    drop(unsafe { Arc::from_raw(raw) });
}
