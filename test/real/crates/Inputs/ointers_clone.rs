// ointers_clone.rs - a clone of an Ox owns the same Box
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use ointers::Ox;

fn main() {
    let ox: Ox<u64, 0, false, 0> = unsafe { Ox::new(Box::new(7)) };
    let clone = ox.clone();
    println!("{}", *clone);
    drop(ox);
    drop(clone);
}
