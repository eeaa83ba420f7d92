// bug_box_larger: a type that is larger than what was released
// debug: reported wrong-size
// -O: reported wrong-size
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let raw = Box::into_raw(Box::new(7u64));
    std::mem::forget(unsafe { Box::from_raw(raw.cast::<[u64; 2]>()) });
}
