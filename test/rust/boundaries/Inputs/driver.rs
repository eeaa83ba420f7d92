// driver.rs - a crate that uses the kernel's owners
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A trait of the driver, for types of the kernel: its functions are the driver's, and what they rebuild counts.
// | way         | permission        | exact             | address           |
// | rebuild     | 1v                | 1v                | 1v                |
// | rebuild_key | wrong-provenance  | stand-in          | 1v                |
// | life        | none              | none              | none              |

use kernel::alloc::kbox::Box as KBox;
use kernel::sync::arc::Arc;

type Payload = [u64; 4];

trait Rebuild: Sized {
    type Raw;
    fn put(self) -> Self::Raw;
    fn rebuild(raw: Self::Raw) -> Self;
}
impl Rebuild for KBox<Payload> {
    type Raw = *mut Payload;
    #[inline(never)]
    fn put(self) -> *mut Payload {
        KBox::into_raw(self)
    }
    #[inline(never)]
    fn rebuild(raw: *mut Payload) -> Self {
        unsafe { KBox::from_raw(raw) }
    }
}

fn key(object: &Payload) -> *mut Payload {
    object as *const Payload as *mut Payload
}
fn rebuild() {
    drop(KBox::<Payload>::rebuild(KBox::<Payload>::new([1; 4]).put()));
}
fn rebuild_key() {
    let raw = KBox::<Payload>::new([1; 4]).put();
    drop(KBox::<Payload>::rebuild(key(unsafe { &*raw })));
}
fn life() {
    let owner = Arc::<Payload>::new([1; 4]);
    assert_eq!(owner.clone()[0], 1);
}

fn main() {
    let ways: &[(&str, fn())] = &[("rebuild", rebuild), ("rebuild_key", rebuild_key), ("life", life)];
    let way = std::env::args().nth(1).unwrap();
    ways.iter().find(|each| each.0 == way).unwrap().1();
}
