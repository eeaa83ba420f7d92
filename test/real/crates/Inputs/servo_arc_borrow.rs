// servo_arc_borrow.rs - an ArcBorrow becomes an Arc again
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use servo_arc::Arc;

fn main() {
    let owner = Arc::new([1u64, 2, 3]);
    let another = owner.borrow_arc().clone_arc();
    drop(owner);
    println!("{}", another[1]);
}
