// bug_rc_user_data: the user data of a callback is &self, and the callback takes an owner
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::cell::Cell;
use std::ffi::c_void;
use std::rc::Rc;
struct Window {
    size: [u64; 2],
    closed: Cell<bool>,
}
impl Window {
    fn user_data(&self) -> *const c_void {
        self as *const Window as *const c_void
    }
}
unsafe fn on_close(data: *const c_void) {
    let window = Rc::from_raw(data.cast::<Window>());
    window.closed.set(window.size[0] > 0);
}
pub fn main() {
    let window = Rc::new(Window { size: [1, 1], closed: Cell::new(false) });
    let _registered = Rc::into_raw(window.clone());
    unsafe { on_close(window.user_data()) };
    assert!(window.closed.get());
}
