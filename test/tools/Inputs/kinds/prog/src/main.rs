fn main() {
    let mut kept = std::ptr::null_mut();
    both::keep(&mut kept, (&raw mut kept).cast());
    #[cfg(feature = "host")]
    println!("host {}", host::three!());
    println!("kept {}", !kept.is_null());
}
