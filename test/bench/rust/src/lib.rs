// lib.rs - functions that the workloads share
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/// Returns the amount of work: the first argument.
pub fn scale() -> usize {
    std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(1)
}

/// Pseudo-random numbers that are the same in every run.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn draw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.draw() % limit
    }
}
