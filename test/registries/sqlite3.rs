// As sqlite3.c, from Rust with plain declarations.
//
// REQUIRES: sqlite3, rust
// RUN: env CUSTODY_BOUNDARIES=%boundaries/sqlite3.list %custody-rustc --edition=2021 --crate-name=sqlite %s %sqlite3-libraries -o %t.debug
// RUN: env CUSTODY_BOUNDARIES=%boundaries/sqlite3.list %custody-rustc --edition=2021 --crate-name=sqlite -O %s %sqlite3-libraries -o %t.release
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t.debug wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t.release wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t.debug right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: %run-custody %t.release right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
//
// WRONG: its history is inferred
// WRONG: SUMMARY: CustodySanitizer: wrong-provenance {{.*}} in sqlite::on_row
// WRONG: SUMMARY: CustodySanitizer: wrong-provenance {{.*}} in sqlite::drop_bound
// WRONG: CustodySanitizer: 0 verified, 0 unverified, 2 reported
// RIGHT: done
// RIGHT: CustodySanitizer: 0 verified, 2 unverified, 0 reported
// RIGHT-NEXT: CustodySanitizer: 2 unverified: inferred:

use std::ffi::{c_char, c_int, c_void};
use std::ptr::{null, null_mut};
use std::sync::Arc;

type Handle = *mut c_void;
type Row = unsafe extern "C" fn(*mut c_void, c_int, *mut *mut c_char, *mut *mut c_char) -> c_int;

extern "C" {
    fn sqlite3_open(name: *const c_char, db: *mut Handle) -> c_int;
    fn sqlite3_close(db: Handle) -> c_int;
    fn sqlite3_exec(db: Handle, sql: *const c_char, row: Option<Row>, data: *mut c_void, error: *mut *mut c_char) -> c_int;
    fn sqlite3_prepare_v2(db: Handle, sql: *const c_char, bytes: c_int, made: *mut Handle, tail: *mut *const c_char) -> c_int;
    fn sqlite3_bind_pointer(
        statement: Handle,
        at: c_int,
        data: *mut c_void,
        kind: *const c_char,
        drop: Option<unsafe extern "C" fn(*mut c_void)>,
    ) -> c_int;
    fn sqlite3_finalize(statement: Handle) -> c_int;
}

struct Data {
    words: [u64; 2],
}

unsafe extern "C" fn on_row(data: *mut c_void, _: c_int, _: *mut *mut c_char, _: *mut *mut c_char) -> c_int {
    let data = Arc::from_raw(data as *const Data);
    (data.words[0] != 1) as c_int
}
unsafe extern "C" fn drop_bound(data: *mut c_void) {
    drop(Arc::from_raw(data as *const Data));
}

#[inline(never)]
fn reference(data: &Arc<Data>) -> &Data {
    data
}

fn main() {
    let right = std::env::args().nth(1).as_deref() == Some("right");
    let data = Arc::new(Data { words: [1, 2] });
    std::mem::forget([data.clone(), data.clone()]);
    let give = || match right {
        true => Arc::into_raw(data.clone()) as *mut c_void,
        false => reference(&data) as *const Data as *mut c_void,
    };
    let (mut db, mut statement) = (null_mut(), null_mut());
    unsafe {
        assert_eq!(sqlite3_open(c":memory:".as_ptr(), &mut db), 0);
        assert_eq!(sqlite3_exec(db, c"select 1".as_ptr(), Some(on_row), give(), null_mut()), 0);
        assert_eq!(sqlite3_prepare_v2(db, c"select ?".as_ptr(), -1, &mut statement, &mut null()), 0);
        assert_eq!(sqlite3_bind_pointer(statement, 1, give(), c"data".as_ptr(), Some(drop_bound)), 0);
        assert_eq!(sqlite3_finalize(statement), 0);
        assert_eq!(sqlite3_close(db), 0);
    }
    eprintln!("done");
}
