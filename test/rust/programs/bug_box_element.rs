// bug_box_element: an owner of one element of a vector
// debug: unverified covered
// -O: unverified covered
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn last(values: &mut [u64]) -> *mut u64 {
    values.last_mut().unwrap()
}
pub fn main() {
    let mut values = vec![1u64, 2, 3];
    std::mem::forget(unsafe { Box::from_raw(last(&mut values)) });
}
