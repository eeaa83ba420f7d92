// regex.rs - a text searched with regular expressions
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use regex::Regex;
use workloads::{scale, Numbers};

fn main() {
    let mut numbers = Numbers(19);
    let mut text = String::new();
    for line in 0..2000 {
        let name: String = (0..3 + numbers.below(8)).map(|_| (b'a' + numbers.below(26) as u8) as char).collect();
        text += &format!("{line:05} {name}@host{}.example {} ", numbers.below(40), numbers.draw());
        text += ["ok", "failed", "late", "unknown"][numbers.below(4) as usize];
        text.push('\n');
    }
    let patterns = [
        r"([a-z]+)@host(\d+)\.example",
        r"(?m)^\d+ .* (failed|late)$",
        r"[aeiou]{2,}[^aeiou\s]",
        r"\b\d{4}(\d{3})*\b",
    ];
    let mut sum = 0usize;
    for _ in 0..scale() {
        for pattern in patterns {
            let regex = Regex::new(pattern).unwrap();
            for found in regex.captures_iter(&text) {
                let whole = found.get(0).unwrap();
                sum = sum.wrapping_mul(31) ^ whole.start() ^ found.get(found.len() - 1).map_or(0, |group| group.end());
            }
        }
        sum ^= Regex::new(patterns[0]).unwrap().replace_all(&text, "$2 $1").len();
    }
    println!("{sum}");
}
