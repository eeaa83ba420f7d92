// servo_arc_union.rs - an ArcUnion is dropped
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use servo_arc::{Arc, ArcUnion};

fn main() {
    let union = ArcUnion::<[u64; 3], u64>::from_first(Arc::new([1, 2, 3]));
    println!("{}", union.is_first());
    drop(union);
}
