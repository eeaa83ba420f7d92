// quiet_borrow_between: the object is lent while its pointer is out
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn look(object: &[u64; 4]) -> u64 {
    object.iter().sum()
}
fn change(object: &mut [u64; 4]) {
    object[0] = 7;
}
pub fn main() {
    let raw = Box::into_raw(Box::new([1u64; 4]));
    assert_eq!(look(unsafe { &*raw }), 4);
    change(unsafe { &mut *raw });
    assert_eq!(unsafe { Box::from_raw(raw) }[0], 7);
}
