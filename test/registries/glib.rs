// As glib.c, from Rust with plain declarations. The wrong program gives GLib a reference that was cast to a raw
// pointer, and the callback makes an Arc of it.
//
// REQUIRES: glib, rust
// RUN: env CUSTODY_BOUNDARIES=%boundaries/glib.list %custody-rustc --edition=2021 --crate-name=glib %s %glib-libraries -o %t.debug
// RUN: env CUSTODY_BOUNDARIES=%boundaries/glib.list CUSTODY_KEEP_OPT_LEVEL=1 %custody-rustc --edition=2021 --crate-name=glib %s %glib-libraries -o %t.unoptimized
// RUN: env CUSTODY_BOUNDARIES=%boundaries/glib.list %custody-rustc --edition=2021 --crate-name=glib -O %s %glib-libraries -o %t.release
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t.debug wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t.release wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t.debug right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: %run-custody %t.release right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: %run-custody %t.unoptimized right 2>&1 | FileCheck %s --check-prefix=SILENT --implicit-check-not=ERROR
//
// WRONG: ERROR: CustodySanitizer: wrong-provenance reclaim
// WRONG: from a shared borrow of 16 bytes
// WRONG: its history is inferred
// WRONG: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}glib.rs:[[#]]{{.*}} in glib::drop_data
// WRONG: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}glib.rs:[[#]]{{.*}} in glib::drop_idle
// WRONG: 2 reported
// RIGHT: done
// RIGHT: CustodySanitizer: 2 verified, 2 unverified, 0 reported
// RIGHT-NEXT: CustodySanitizer: 2 unverified: inferred:
// SILENT: 0 reported

use std::ffi::{c_char, c_int, c_uint, c_void};
use std::sync::Arc;

type Notify = unsafe extern "C" fn(*mut c_void);

extern "C" {
    fn g_object_new(kind: usize, first: *const c_char, ...) -> *mut c_void;
    fn g_object_unref(object: *mut c_void);
    fn g_object_set_data_full(object: *mut c_void, key: *const c_char, data: *mut c_void, drop: Option<Notify>);
    fn g_idle_add_full(
        priority: c_int,
        run: Option<unsafe extern "C" fn(*mut c_void) -> c_int>,
        data: *mut c_void,
        drop: Option<Notify>,
    ) -> c_uint;
    fn g_main_context_iteration(context: *mut c_void, may_block: c_int) -> c_int;
}

const G_TYPE_OBJECT: usize = 20 << 2;

struct Data {
    words: [u64; 2],
}

unsafe extern "C" fn drop_data(data: *mut c_void) {
    drop(Arc::from_raw(data as *const Data));
}
unsafe extern "C" fn drop_idle(data: *mut c_void) {
    drop(Arc::from_raw(data as *const Data));
}
unsafe extern "C" fn run_idle(data: *mut c_void) -> c_int {
    println!("{}", (*(data as *const Data)).words[1]);
    0
}

#[inline(never)]
fn reference(data: &Arc<Data>) -> &Data {
    data
}

fn main() {
    let right = std::env::args().nth(1).as_deref() == Some("right");
    let data = Arc::new(Data { words: [1, 2] });
    let spare = [data.clone(), data.clone()].map(Arc::into_raw);
    let give = || match right {
        true => Arc::into_raw(data.clone()) as *mut c_void,
        false => reference(&data) as *const Data as *mut c_void,
    };
    unsafe {
        let object = g_object_new(G_TYPE_OBJECT, std::ptr::null());
        g_object_set_data_full(object, c"key".as_ptr(), give(), Some(drop_data));
        g_object_unref(object);
        g_idle_add_full(0, Some(run_idle), give(), Some(drop_idle));
        while g_main_context_iteration(std::ptr::null_mut(), 0) != 0 {}
        for p in spare {
            // In the wrong program the callbacks took these counts.
            if right {
                drop(Arc::from_raw(p));
            }
        }
    }
    eprintln!("done");
}
