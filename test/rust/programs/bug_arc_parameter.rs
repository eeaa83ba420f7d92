// bug_arc_parameter: a function gives up an owner, of which it has a reference
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
fn give_up(object: &[u64; 4]) {
    drop(unsafe { Arc::from_raw(object) });
}
pub fn main() {
    let raw = Arc::into_raw(Arc::new([1u64; 4]));
    give_up(unsafe { &*raw });
}
