//! No line outside of this folder names a channel. The compiler keeps the members' modules private; their words, in
//! Rust, SQL and the pages, are looked for here.

use super::Channels;
use std::path::{Path, PathBuf};

/// Channels that are announced. Those that exist are asked for their words.
const ANNOUNCED: [&str; 2] = ["mail", "wecom"];

const PLACES: [&str; 7] = [
    "crates/db/migrations",
    "crates/db/src",
    "crates/domain/src",
    "crates/server/src",
    "crates/yingke/src",
    "web/agent/src",
    "web/shared/src",
];

/// The channels themselves, and what is generated from the server's own description.
const LEFT_OUT: [&str; 2] = ["crates/server/src/channels", "web/shared/src/api.ts"];

/// Lines in which the word means something else: a kind of message.
const OTHER_MEANINGS: [(&str, &str); 2] = [
    ("crates/domain/src/conversation.rs", "Mail = \"mail\""),
    ("web/shared/src/types.ts", "export type MessageKind ="),
];

fn words() -> Vec<&'static str> {
    let channels = Channels::all();
    channels.iter().map(|channel| channel.kind()).chain(ANNOUNCED).collect()
}

/// The line holds the word as a text of its own, in any of the three kinds of quotes.
fn names(line: &str, word: &str) -> bool {
    ['"', '\'', '`'].iter().any(|quote| line.contains(&format!("{quote}{word}{quote}")))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    files
        .filter(|path| path.extension().is_some_and(|e| ["rs", "sql", "ts", "vue"].iter().any(|known| e == *known)))
        .collect()
}

fn means_something_else(place: &str, line: &str) -> bool {
    OTHER_MEANINGS.iter().any(|(file, part)| place == *file && line.contains(part))
}

#[test]
fn no_line_outside_names_a_channel() {
    let (root, words) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), words());
    let (mut read, mut found) = (0, Vec::new());
    for path in PLACES.iter().flat_map(|place| sources(&root.join(place))) {
        let place = path.strip_prefix(&root).unwrap().display().to_string();
        if LEFT_OUT.iter().any(|left_out| Path::new(&place).starts_with(left_out)) {
            continue;
        }
        read += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().enumerate().filter(|(_, line)| words.iter().any(|word| names(line, word)));
        let ours = lines.filter(|(_, line)| !means_something_else(&place, line));
        found.extend(ours.map(|(at, line)| format!("{place}:{}: {}", at + 1, line.trim())));
    }
    assert!(read > 200, "only {read} files were read: the reader has gone blind");
    assert!(found.is_empty(), "Ask for abilities instead:\n{}", found.join("\n"));
}

#[test]
fn a_name_is_seen_in_every_language_and_a_path_is_none() {
    for line in [r#"if kind == "web" {"#, "where i.kind = 'web'", "kind === `web`", "/// `web`."] {
        assert!(names(line, "web"), "{line}");
    }
    assert!(!names(r#"folder = "web/agent/dist""#, "web") && !names("Web::Agent", "web"));
}
