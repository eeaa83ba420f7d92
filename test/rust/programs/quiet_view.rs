// quiet_view: a view with from_raw, which owns nothing
// debug: unverified may-be-view
// -O: unverified may-be-view
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#[derive(Clone, Copy)]
struct View(*const u64, usize);
impl View {
    unsafe fn from_raw_parts(first: *const u64, length: usize) -> View {
        View(first, length)
    }
    fn sum(self) -> u64 {
        unsafe { std::slice::from_raw_parts(self.0, self.1) }.iter().sum()
    }
}
fn address(values: &[u64]) -> *const u64 {
    values.as_ptr()
}
pub fn main() {
    let values = vec![1u64, 2, 3];
    let view = unsafe { View::from_raw_parts(address(&values), values.len()) };
    assert_eq!(view.sum(), 6);
    let (raw, length, capacity) = values.into_raw_parts();
    assert_eq!(unsafe { View::from_raw_parts(address(std::slice::from_raw_parts(raw, length)), 3) }.sum(), 6);
    drop(unsafe { Vec::from_raw_parts(raw, length, capacity) });
}
