// quiet_tagged: the lowest bit of the pointer is a flag
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let raw = Box::into_raw(Box::new([1u64; 4]));
    let tagged = raw.map_addr(|address| address | 1);
    assert_eq!(tagged.addr() & 1, 1);
    drop(unsafe { Box::from_raw(tagged.map_addr(|address| address & !1)) });
}
