// bug_arc_thread: another thread gets the address of a borrow
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
struct Sent(*const [u64; 4]);
unsafe impl Send for Sent {}
fn lend(object: &[u64; 4]) -> Sent {
    Sent(object)
}
pub fn main() {
    let owner = Arc::new([1u64; 4]);
    let _raw = Arc::into_raw(owner.clone());
    let sent = lend(&owner);
    let worker = std::thread::spawn(move || {
        let sent = sent;
        drop(unsafe { Arc::from_raw(sent.0) });
    });
    worker.join().unwrap();
}
