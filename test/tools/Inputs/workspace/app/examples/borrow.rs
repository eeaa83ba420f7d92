fn main() {
    println!("example {}", app::round_trip(1));
}
