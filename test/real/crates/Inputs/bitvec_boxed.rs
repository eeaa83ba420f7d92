// bitvec_boxed.rs - a BitVec becomes a BitBox, and its memory moves
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use bitvec::order::Lsb0;
use bitvec::vec::BitVec;

fn main() {
    let mut bits = BitVec::<Lsb0, u8>::with_capacity(100_000);
    for number in 0..12 {
        bits.push(number % 3 == 0);
    }
    let boxed = bits.into_boxed_bitslice();
    println!("{}", boxed.len());
    drop(boxed);
}
