fn main() {
    let way = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(0);
    println!("value {}", counted_sys::round_trip(way));
}
