// bug_reborrow: a local reborrow that rustc does not keep apart from the pointer
// debug: unverified reborrow
// -O: unverified reborrow
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

pub fn main() {
    let raw = Box::into_raw(Box::new([1u64; 4]));
    let seen: &[u64; 4] = unsafe { &*raw };
    let again = seen as *const [u64; 4] as *mut [u64; 4];
    drop(unsafe { Box::from_raw(again) });
}
