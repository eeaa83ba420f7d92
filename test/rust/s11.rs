// s11.rs - a stale pointer, and its address again
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S11 | reclaim through a stale pointer: its object was freed since; the address may belong to
//         another release by now | report: stale, with the place of the free | report |
//         ok if these bits are outstanding again |
//
// By argument. `reused`: the program allocates until it gets the old address again, and releases the new
// object too. `dead`: the address is not used again. quiet: uses the pointer of the new release.
// `stale` never accesses memory: an owner is rebuilt from it, and forgotten.

use std::mem::forget;
use std::sync::Arc;

type Object = [u64; 4];

fn release_and_drop() -> *const Object {
    let raw = Arc::into_raw(Arc::new([1, 2, 3, 4])); // FIRST RELEASED HERE
    drop(unsafe { Arc::from_raw(raw) }); // FREED HERE
    raw
}

/// Returns an object at the address WANTED. Keeps the others, or malloc would return them again.
fn arc_at(wanted: usize) -> Arc<Object> {
    let mut others = Vec::with_capacity(10_000);
    for _ in 0..10_000 {
        let arc = Arc::new([5, 6, 7, 8]);
        if Arc::as_ptr(&arc).addr() == wanted {
            return arc;
        }
        others.push(arc);
    }
    panic!("the allocator does not hand out the address again");
}

pub fn main(way: &str) {
    let stale = release_and_drop();
    if way == "dead" {
        forget(unsafe { Arc::from_raw(stale) }); // DEAD HERE
        return;
    }
    assert_eq!(way, "reused");

    let fresh = Arc::into_raw(arc_at(stale.addr()));
    #[cfg(quiet)]
    let stale = fresh;
    let owner = unsafe { Arc::from_raw(stale) }; // RECLAIM HERE
    assert_eq!(stale.addr(), fresh.addr());
    assert_eq!(owner[0], 5);
}
