// As the cc crate does it: the compiler is CC, and cc where that is not set.
use std::{env, path::Path, process::Command};

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success());
}

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let object = Path::new(&out).join("registry.o");
    let archive = Path::new(&out).join("libregistry_c.a");
    let cc = env::var("CC").unwrap_or("cc".into());
    println!("cargo:warning=CC is {cc}");
    run(Command::new(cc).args(["-g", "-O1", "-fPIC", "-c", "src/registry.c", "-o"]).arg(&object));
    run(Command::new("ar").arg("crs").arg(&archive).arg(&object));
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=registry_c");
    println!("cargo:rerun-if-changed=src/registry.c");
    println!("cargo:rerun-if-env-changed=CC");
    assert_eq!(shared::same(1), 1);
}
