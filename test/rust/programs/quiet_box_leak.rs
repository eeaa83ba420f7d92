// quiet_box_leak: what was leaked is taken back
// debug: unverified covered
// -O: unverified covered
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn leak() -> &'static mut [u64; 4] {
    Box::leak(Box::new([1; 4]))
}
pub fn main() {
    let leaked = leak();
    leaked[0] = 2;
    assert_eq!(unsafe { Box::from_raw(leaked) }[0], 2);
}
