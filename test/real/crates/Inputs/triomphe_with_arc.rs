// triomphe_with_arc.rs - an ArcBorrow lends an Arc to a closure, which clones it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use triomphe::Arc;

fn main() {
    let owner = Arc::new([1u64, 2, 3]);
    let another = owner.borrow_arc().with_arc(|arc| arc.clone());
    drop(owner);
    println!("{}", another[1]);
}
