//! A crate for the commands of the pages: it releases an Arc and takes it back.
#[test]
fn round_trip() {
    let raw = std::sync::Arc::into_raw(std::sync::Arc::new(7u64));
    drop(unsafe { std::sync::Arc::from_raw(raw) });
}
