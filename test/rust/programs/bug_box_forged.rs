// bug_box_forged: an address out of nowhere
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let steps = std::env::args().count();
    let address = 0x5000_0000_0000usize + steps * 0x1000;
    std::mem::forget(unsafe { Box::from_raw(std::ptr::with_exposed_provenance_mut::<[u64; 4]>(address)) });
}
