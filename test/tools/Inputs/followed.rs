// followed.rs - an owner rebuilt from what was borrowed of the same type, of a part, of the whole around it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#[repr(C)]
pub struct Links {
    next: *mut Links,
}
#[repr(C)]
pub struct Node {
    links: Links,
    value: [u64; 3],
}
#[repr(C)]
pub struct Outer {
    node: Node,
    name: u32,
}
#[repr(C)]
pub struct Other {
    bits: [u64; 5],
}

#[inline(never)]
fn key<T>(of: &T) -> *const T {
    std::hint::black_box(of)
}

fn main() {
    let outer = Outer { node: Node { links: Links { next: std::ptr::null_mut() }, value: [1, 2, 3] }, name: 4 };
    let raw = Box::into_raw(Box::new(outer)) as *mut Node;
    let node: *const Node = unsafe {
        match std::env::args().nth(1).as_deref() {
            Some("same") => key(&*raw),
            Some("part") => key(&(*raw).links).cast(),
            Some("whole") => key(&*raw.cast::<Outer>()).cast(),
            Some("other") => key(&*raw.cast::<Other>()).cast(),
            Some("number") => key(&*raw.cast::<u64>()).cast(),
            _ => raw,
        }
    };
    let owner = unsafe { Box::from_raw(node as *mut Node) };
    println!("{}", owner.value[1]);
    std::mem::forget(owner);
}
