// quiet_integer: an owner whose handle is a number
// debug: unverified unknown-history
// -O: unverified unknown-history
// aim: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::collections::HashMap;
pub fn main() {
    let mut handles = HashMap::new();
    for n in 0..4u64 {
        let handle = Box::into_raw(Box::new([n; 4])).expose_provenance() as u64;
        handles.insert(n, handle);
    }
    let sum: u64 = handles
        .into_values()
        .map(|handle| unsafe { Box::from_raw(std::ptr::with_exposed_provenance_mut::<[u64; 4]>(handle as usize)) }[0])
        .sum();
    assert_eq!(sum, 6);
}
