// thread.rs - the scenarios S1 to S18 of docs/semantics.md in one program: `thread S2 v1-cells`
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// There is one file for each scenario. rust_table.py says how each one runs, and the expected verdict.
// With `--cfg quiet`, the scenarios are correct.

mod devres;
mod ffi;
mod owners;
mod s01;
mod s02;
mod s02owners;
mod s03;
mod s04;
mod s05;
mod s06;
mod s07;
mod s08;
mod s09;
mod s10;
mod s11;
mod s14;
mod s15;
mod s16;
mod s17;
mod s18;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let way = arguments.get(2).map_or("", |way| way.as_str());
    match arguments.get(1).map_or("", |name| name.as_str()) {
        "S1" => s01::main(way),
        "S2" => s02::main(way),
        "S2-owners" => s02owners::main(way),
        "S3" => s03::main(),
        "S4" => s04::main(way),
        "S5" => s05::main(way),
        "S6" => s06::main(way),
        "S7" => s07::main(way),
        "S8" => s08::main(way),
        "S9" => s09::main(way, arguments.get(3)),
        "S10" => s10::main(way),
        "S11" => s11::main(way),
        "S14" => s14::main(way),
        "S15" => s15::main(way),
        "S16" => s16::main(way),
        "S17" => s17::main(way),
        "S18" => s18::main(way),
        name => panic!("no scenario is called '{name}'"),
    }
}
