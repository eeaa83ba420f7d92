//! Used on both sides.

#[inline(never)]
pub fn same(value: u64) -> u64 {
    let boxed = Box::into_raw(Box::new(value));
    *unsafe { Box::from_raw(boxed) }
}
