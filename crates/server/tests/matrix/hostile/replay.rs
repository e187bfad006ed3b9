//! What the fuzzers have found and what they started from (`fuzz/kept`), once more in every test run.

#[path = "../../../../../fuzz/targets/mod.rs"]
mod targets;

use std::path::Path;

type Target = (&'static str, fn(&[u8]));

const TARGETS: &[Target] = &[
    ("bodies", targets::bodies::eat),
    ("cookies", targets::cookies::eat),
    ("files", targets::files::eat),
    ("frames", targets::frames::eat),
    ("jwt", targets::jwt::eat),
    ("names", targets::names::eat),
    ("pages", targets::pages::eat),
    ("pinyin", targets::pinyin::eat),
    ("search", targets::search::eat),
];

#[test]
fn no_kept_input_breaks_its_fuzzer_s_target() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/kept");
    for (name, eat) in TARGETS {
        let inputs: Vec<_> = std::fs::read_dir(kept.join(name)).expect("kept inputs").flatten().collect();
        assert!(!inputs.is_empty(), "{name} has no inputs");
        for input in inputs {
            eat(&std::fs::read(input.path()).expect("an input"));
        }
    }
}
