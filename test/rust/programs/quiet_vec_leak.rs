// quiet_vec_leak: ... of a vector
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn leak() -> &'static mut [u64] {
    vec![1u64, 2, 3].into_boxed_slice().into_vec().leak()
}
pub fn main() {
    drop(unsafe { Box::from_raw(leak()) });
}
