// bug_box_slice_longer: a slice with one element too many
// debug: reported wrong-size
// -O: reported wrong-size
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let raw: *mut [u64] = Box::into_raw(vec![1, 2, 3].into_boxed_slice());
    let longer = std::ptr::slice_from_raw_parts_mut(raw as *mut u64, raw.len() + 1);
    std::mem::forget(unsafe { Box::from_raw(longer) });
}
