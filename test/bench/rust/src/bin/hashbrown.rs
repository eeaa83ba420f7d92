// hashbrown.rs - insertions, look-ups and removals in hash maps of numbers and of strings
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use hashbrown::HashMap;
use std::hash::BuildHasherDefault;
use workloads::{scale, Numbers};

/// A fixed hasher. The default hasher has random keys, so the order of iteration would differ.
type Hasher = BuildHasherDefault<std::collections::hash_map::DefaultHasher>;

fn main() {
    let mut numbers = Numbers(11);
    let mut counts: HashMap<u64, u64, Hasher> = HashMap::default();
    let mut names: HashMap<String, Vec<u64>, Hasher> = HashMap::default();
    for round in 0..scale() as u64 * 100_000 {
        *counts.entry(numbers.below(50_000)).or_insert(0) += round;
        if let Some(count) = counts.remove(&numbers.below(100_000)) {
            let name = format!("name {}", count % 5000);
            names.entry(name).or_default().push(round);
        }
        if numbers.below(64) == 0 {
            names.remove(format!("name {}", numbers.below(5000)).as_str());
        }
    }
    let sum = counts.iter().fold(0u64, |sum, (key, count)| sum ^ key.wrapping_mul(*count));
    let length: usize = names.values().map(Vec::len).sum();
    println!("{} {} {sum} {length}", counts.len(), names.len());
}
