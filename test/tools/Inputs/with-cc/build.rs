fn main() {
    let compiler = cc::Build::new().get_compiler();
    println!("cargo:warning=cc uses {}", compiler.path().display());
    cc::Build::new().file("src/identity.c").compile("identity");
    cc::Build::new().cpp(true).cpp_link_stdlib(None).file("src/identity.cpp").compile("identity_cpp");
}
