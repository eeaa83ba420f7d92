// quiet_repr_c: a structure begins with its base, and the base's pointer frees it
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#[repr(C)]
struct Base {
    kind: u64,
}
#[repr(C)]
struct Derived {
    base: Base,
    more: [u64; 4],
}
unsafe fn free(base: *mut Base) -> u64 {
    match (*base).kind {
        1 => Box::from_raw(base.cast::<Derived>()).more[0],
        _ => Box::from_raw(base).kind,
    }
}
pub fn main() {
    let derived = Box::into_raw(Box::new(Derived { base: Base { kind: 1 }, more: [7; 4] }));
    let base = Box::into_raw(Box::new(Base { kind: 0 }));
    assert_eq!(unsafe { free(derived.cast()) + free(base) }, 7);
}
