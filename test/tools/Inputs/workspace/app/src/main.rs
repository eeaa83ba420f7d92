fn main() {
    println!("{} {}", app::Device::NAME, app::round_trip(42));
}
