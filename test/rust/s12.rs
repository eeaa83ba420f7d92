// s12.rs - keys laundered through everything Rust has
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// | S12 | the key of S2 laundered first: through a struct, an array, memcpy, realloc, a union,
//         varargs, a callback's user data, another thread | report | report | ok |
//
// A separate program: `s12 WAY` (launder.rs and launder_calls.rs list the ways). quiet: the
// released pointer goes the same way, and must be verified at the end, not only unknown.

mod devres;
mod ffi;
mod launder;
mod launder_calls;

use devres::{Device, DevresInner, Fixed};
use launder::Raw;
use std::sync::Arc;

type Inner = DevresInner<Fixed<u64>>;

fn main() {
    let way = &std::env::args().nth(1).unwrap();
    let wash = launder::find(way).or_else(|| launder_calls::find(way));
    let wash = wash.unwrap_or_else(|| panic!("no way is called '{way}'"));

    let dev = Device::new();
    let inner: Arc<Inner> = DevresInner::new(&dev, Fixed(7u64));
    #[cfg(quiet)]
    let pointer = inner.take_action();
    #[cfg(not(quiet))]
    let pointer = inner.as_ptr();
    #[cfg(not(quiet))]
    assert!(inner.found_action());

    let washed = wash(pointer as Raw) as *const Inner;
    assert!(washed == pointer);
    drop(unsafe { Arc::from_raw(washed) }); // RECLAIM HERE

    assert_eq!(Arc::strong_count(&inner), 1);
}
