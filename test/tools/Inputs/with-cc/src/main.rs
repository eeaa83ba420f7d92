use std::ffi::c_void;

extern "C" {
    fn identity(kept: *mut *mut c_void, data: *mut c_void) -> *mut c_void;
    fn identity_cpp(kept: *mut *mut c_void, data: *mut c_void) -> *mut c_void;
}

fn main() {
    let mut kept = std::ptr::null_mut();
    let raw: *mut c_void = Box::into_raw(Box::new(5)).cast();
    let back = unsafe { identity_cpp(&mut kept, identity(&mut kept, raw)) };
    println!("with-cc {}", unsafe { Box::from_raw(back.cast::<i32>()) });
}
