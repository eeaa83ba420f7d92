fn main() {
    let wrong = std::env::args().count() > 1;
    let layout = std::alloc::Layout::new::<u8>();
    unsafe {
        let pointer = std::alloc::alloc(layout);
        *pointer = 5;
        if wrong {
            std::alloc::dealloc(pointer, layout);
        }
        let value = *pointer;
        if !wrong {
            std::alloc::dealloc(pointer, layout);
        }
        println!("read {value}");
    }
}
