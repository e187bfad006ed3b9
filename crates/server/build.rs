//! Tells Cargo that the built web pages are part of the program. It builds nothing itself.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Development builds read the pages from the disk at run time.
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo::rerun-if-changed=../../web/agent/dist");
        println!("cargo::rerun-if-changed=../../web/widget/dist");
    }
}
