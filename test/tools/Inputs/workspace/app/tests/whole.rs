#[test]
fn whole() {
    assert_eq!(app::round_trip(5), 5);
}
