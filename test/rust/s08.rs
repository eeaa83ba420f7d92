// s08.rs - the minimal program
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S8 | minimal: o = deref(&p); from_raw(o) while a spare count is outstanding, p used later |
//        report | report | ok |
//
// Boqun Feng's example. By argument. `deref`: as in the discussion. `star`: `&*p` of an Arc, which calls
// the same function. `method`: the program's own deref. `field`: the reference is in a structure.
// `reborrow`: `&*raw` of a raw pointer in the same function is not a call, and has the same value for the
// compiler. So Custody cannot tell which of the two is reclaimed. quiet: uses the spare pointer.

use std::ops::Deref;
use std::sync::Arc;

#[derive(Debug)]
struct Object {
    values: [u64; 3],
}

struct Handle(Arc<Object>);

impl Handle {
    fn deref(&self) -> &Object {
        &self.0
    }
}

struct View<'a> {
    object: &'a Object,
}

impl View<'_> {
    fn as_ptr(&self) -> *const Object {
        self.object
    }
}

fn minimal(p: &Arc<Object>, way: &str) {
    let spare = Arc::into_raw(p.clone()); // RELEASED HERE
    let another = match way {
        #[cfg(quiet)]
        _ if way != "reborrow" => unsafe { Arc::from_raw(spare) },
        "deref" => {
            let o: &Object = p.deref();
            let ptr = o as *const Object;
            unsafe { Arc::from_raw(ptr) } // RECLAIM DEREF
        }
        "star" => {
            let o: &Object = &*p;
            unsafe { Arc::from_raw(o as *const Object) } // RECLAIM STAR
        }
        "method" => {
            let handle = Handle(p.clone());
            let o: &Object = handle.deref();
            unsafe { Arc::from_raw(o as *const Object) } // RECLAIM METHOD
        }
        "field" => {
            let view = View { object: p };
            unsafe { Arc::from_raw(view.as_ptr()) } // RECLAIM FIELD
        }
        "reborrow" => {
            let o: &Object = unsafe { &*spare };
            unsafe { Arc::from_raw(o as *const Object) }
        }
        _ => panic!("no way is called '{way}'"),
    };
    assert_eq!(another.values[0], 1);
}

pub fn main(way: &str) {
    let p = Arc::new(Object { values: [1, 2, 3] });
    minimal(&p, way);
    assert_eq!(Arc::strong_count(&p), 1);
    let last = Arc::try_unwrap(p).unwrap();
    assert_eq!(last.values[2], 3);
}
