// quiet_box_round: there and back
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let raw = Box::into_raw(Box::new([1u64; 4]));
    unsafe { (*raw)[0] = 2 };
    assert_eq!(unsafe { Box::from_raw(raw) }[0], 2);
}
