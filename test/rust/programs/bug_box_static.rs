// bug_box_static: an owner of a static variable
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

static DEFAULT: [u64; 4] = [1; 4];
fn default() -> &'static [u64; 4] {
    &DEFAULT
}
pub fn main() {
    let owner = unsafe { Box::from_raw(default() as *const [u64; 4] as *mut [u64; 4]) };
    std::mem::forget(owner);
}
