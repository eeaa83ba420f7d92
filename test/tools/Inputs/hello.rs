pub fn main() {
    let raw = Box::into_raw(Box::new(String::from("hello")));
    println!("{}", unsafe { Box::from_raw(raw) });
}
