// quiet_arc_round: owners in several threads
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
struct Sent(*const [u64; 4]);
unsafe impl Send for Sent {}
pub fn main() {
    let owner = Arc::new([1u64; 4]);
    let workers: Vec<_> = (0..4)
        .map(|_| Sent(Arc::into_raw(owner.clone())))
        .map(|sent| {
            std::thread::spawn(move || {
                let sent = sent;
                let object = unsafe { Arc::from_raw(sent.0) };
                object[0]
            })
        })
        .collect();
    assert_eq!(workers.into_iter().map(|each| each.join().unwrap()).sum::<u64>(), 4);
    assert_eq!(Arc::strong_count(&owner), 1);
}
