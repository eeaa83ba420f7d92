extern "C" {
    fn run(way: i32) -> std::ffi::c_long;
}

pub fn round_trip(way: i32) -> i64 {
    unsafe { run(way) }
}
