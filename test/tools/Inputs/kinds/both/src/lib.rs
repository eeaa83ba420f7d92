//! Kept by C programs too.

#[no_mangle]
pub extern "C" fn keep(to: *mut *mut u8, pointer: *mut u8) {
    unsafe { *to = pointer }
}
