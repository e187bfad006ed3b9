//! The table as text: written, compared, and told apart line by line.

use crate::callers::COLUMNS;
use std::fmt::Write;
use std::path::PathBuf;

const LABEL: usize = 34;
const CELL: usize = 5;

#[derive(Default)]
pub struct Board(String);

impl Board {
    /// A route's headline, with the names of the columns.
    pub fn head(&mut self, title: &str) {
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.short).collect();
        self.line(&format!("\n{title}\n{:LABEL$}", ""), &names, "");
    }

    /// One object, one cell for each caller; behind it what the numbers do not say.
    pub fn line(&mut self, label: &str, cells: &[&str], notes: &str) {
        let mut line = format!("{label:LABEL$}");
        for cell in cells {
            write!(line, "{cell:>CELL$}").expect("text grows");
        }
        if !notes.is_empty() {
            write!(line, "   {notes}").expect("text grows");
        }
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    /// Must be what the file in the repository says.
    pub fn compare(&self, file: &str) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/matrix").join(file);
        if std::env::var("YINGKE_UPDATE_MATRIX").is_ok() {
            std::fs::write(&path, &self.0).expect("the table is written");
            return;
        }
        let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
        let differing = differing(&reviewed, &self.0);
        assert!(differing.is_empty(), "{file} says otherwise (− reviewed, + now):\n{differing}");
    }
}

/// The lines that differ, under the title they stand under.
fn differing(reviewed: &str, now: &str) -> String {
    let (before, after) = (titled(reviewed), titled(now));
    let gone = before.iter().filter(|line| !after.contains(line)).map(|(title, line)| format!("− [{title}] {line}\n"));
    let come = after.iter().filter(|line| !before.contains(line)).map(|(title, line)| format!("+ [{title}] {line}\n"));
    gone.chain(come).take(60).collect()
}

fn titled(text: &str) -> Vec<(&str, &str)> {
    let mut title = "";
    let mut lines = Vec::new();
    for line in text.lines() {
        if !line.starts_with(' ') && !line.is_empty() {
            title = line;
        }
        lines.push((title, line));
    }
    lines
}
