// Runs C of another package's build script.
fn main() {
    let data = 5;
    registry::put((&raw const data).cast());
    assert_eq!(registry::take(), (&raw const data).cast_mut().cast());
}
