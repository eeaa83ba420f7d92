// bug_box_dyn: an owner of what a trait object refers to
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

fn raw_of(object: &dyn ToString) -> *mut (dyn ToString + 'static) {
    unsafe { std::mem::transmute(object as *const dyn ToString) }
}
pub fn main() {
    let owner: Box<dyn ToString> = Box::new(7u64);
    let again = unsafe { Box::from_raw(raw_of(&*owner)) };
    std::mem::forget(owner);
    assert_eq!(again.to_string(), "7");
}
