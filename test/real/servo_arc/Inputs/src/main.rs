// main.rs - uses servo_arc 0.1.1, unchanged
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// By argument. `clone_arc` and `with_arc`: an ArcBorrow is a `&T`, and these rebuild an Arc from it. So
// the reference count in front of the T is written through a pointer that was borrowed for the T.
// `raw_offset`: a RawOffsetArc keeps a `&'static mut T`, and its conversion back has the same bug.
// `quiet`: the functions that keep a pointer to the whole object.

use servo_arc::{Arc, HeaderWithLength, ThinArc, UniqueArc};

struct Style {
    values: [u64; 4],
}

fn style() -> Arc<Style> {
    Arc::new(Style { values: [1, 2, 3, 4] })
}

fn quiet() -> u64 {
    let mut unique = UniqueArc::new(Style { values: [1; 4] });
    unique.values[2] = 3;
    let shared = unique.shareable();
    let other = shared.clone();
    let mut sum = other.borrow_arc().values[2]; // a borrow that stays one
    drop(shared);
    let mut own = Arc::new(sum);
    *Arc::make_mut(&mut own) += 1;
    let items = vec![2u64, 3, 4];
    let header = HeaderWithLength::new("header", items.len());
    let thin: ThinArc<&str, u64> = Arc::into_thin(Arc::from_header_and_iter(header, items.into_iter()));
    let another = thin.clone();
    sum += another.with_arc(|arc| arc.clone().slice.iter().sum::<u64>());
    sum + *own + Arc::from_thin(thin).slice[0]
}

fn main() {
    let sum = match std::env::args().nth(1).as_deref() {
        Some("clone_arc") => {
            let owner = style();
            let another = owner.borrow_arc().clone_arc(); // REBUILT FROM A BORROW
            drop(owner);
            another.values[0]
        }
        Some("with_arc") => {
            let owner = style();
            let another = owner.borrow_arc().with_arc(|arc| arc.clone());
            drop(owner);
            another.values[1]
        }
        Some("raw_offset") => {
            let raw = Arc::into_raw_offset(style());
            let owner = Arc::from_raw_offset(raw);
            owner.values[2]
        }
        _ => quiet(),
    };
    println!("sum {sum}");
}
