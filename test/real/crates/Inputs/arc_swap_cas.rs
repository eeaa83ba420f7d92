// arc_swap_cas.rs - compare_and_swap() with a key that is another handle's pointer
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The key comes from as_ptr(), which arc-swap 1.5.1 makes from a `&T`. A helper of arc-swap keeps it as a
// "debt" and rebuilds the Arc from it.

use arc_swap::ArcSwap;
use std::sync::Arc;

fn main() {
    let first = Arc::new([1u64, 2]);
    let shared = ArcSwap::new(first.clone());
    let old = shared.compare_and_swap(&first, Arc::new([3, 4]));
    assert!(Arc::ptr_eq(&old, &first));
    let kept: Arc<[u64; 2]> = arc_swap::Guard::into_inner(old);
    println!("{} {}", kept[0], shared.load()[1]);
}
