fn main() {
    cc::Build::new().file("library.c").flag("-g").compile("counted");
}
