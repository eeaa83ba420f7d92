// oneringbuf_clone.rs - more handles than the buffer counts: the count of 8 bits reaches 1 twice
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use oneringbuf::SharedHeapRB;
#[cfg(not(feature = "mended"))]
use oneringbuf::IntoRef;

#[cfg(not(feature = "mended"))]
fn main() {
    let first = <SharedHeapRB<usize> as IntoRef>::into_ref(SharedHeapRB::<usize>::from(vec![1, 2, 3]));
    let others: Vec<_> = (0..300).map(|_| first.clone()).collect();
    drop(first);
    drop(others);
    println!("done");
}

#[cfg(feature = "mended")]
fn main() {
    drop(SharedHeapRB::<usize>::from(vec![1, 2, 3]));
    println!("done");
}
