// idioms.rs - legal code with raw owners, which must stay silent: `idioms box_leak`
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each case is legal under Stacked Borrows and Tree Borrows, unless its comment names the one that
// forbids it. Without an argument, the program prints the names.

mod ffi;
mod idioms_calls;
mod idioms_crates;
mod idioms_lists;
mod idioms_owners;
mod idioms_shapes;
mod owners;

/// The table of the functions in a file.
#[macro_export]
macro_rules! cases {
    ($($name:ident)*) => {
        pub const CASES: &[(&str, fn())] = &[$((stringify!($name), $name)),*];
    };
}

fn main() {
    let tables = [
        idioms_calls::CASES,
        idioms_crates::CASES,
        idioms_lists::CASES,
        idioms_owners::CASES,
        idioms_shapes::CASES,
    ];
    let mut all = tables.iter().copied().flatten();
    match std::env::args().nth(1) {
        Some(name) => match all.find(|case| case.0 == name) {
            Some(case) => case.1(),
            None => panic!("no case is called '{name}'"),
        },
        None => all.for_each(|case| println!("{}", case.0)),
    }
}
