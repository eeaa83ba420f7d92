//! What the program, its example and its tests share.

use derive::Named;
use std::sync::Arc;

#[derive(Named)]
pub struct Device(pub u64);

/// Lends a device to C and takes it back.
///
/// ```
/// assert_eq!(app::round_trip(7), 7);
/// ```
pub fn round_trip(value: u64) -> u64 {
    let raw = Arc::into_raw(Arc::new(Device(value)));
    registry::put(raw.cast());
    let back = registry::take() as *const Device;
    shared::same(unsafe { Arc::from_raw(back) }.0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn comes_back() {
        assert_eq!(super::round_trip(3), 3);
        assert_eq!(super::Device::NAME, "Device");
    }

    // A debug build has its checks, whatever the level of optimization.
    #[test]
    fn checks_are_the_profiles() {
        let largest = std::hint::black_box(u8::MAX);
        let overflow = std::panic::catch_unwind(|| largest + 1);
        assert_eq!(overflow.is_err(), cfg!(debug_assertions));
        assert!(cfg!(debug_assertions));
    }
}
