//! Compiles the libraries that are preloaded into programs under trial. In C, because they take the place of functions of the
//! C library in programs that are not ours (PostgreSQL); a C compiler is needed for SQLite anyway.

use std::path::PathBuf;
use std::process::Command;

fn main() {
    // Cargo sets it for every build script.
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names a folder"));
    for name in ["powercut", "clock"] {
        let source = format!("preload/{name}.c");
        println!("cargo:rerun-if-changed={source}");
        let library = out.join(format!("{name}.so"));
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let mut command = Command::new(compiler);
        command.args(["-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl");
        let compiled = command.status().expect("a C compiler runs");
        assert!(compiled.success(), "{source} does not compile");
    }
}
