//! Reads the SQL constants out of the sources.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub struct Statement {
    pub place: String,
    pub sql: String,
    name: String,
}

impl Statement {
    /// Constants that end in a database's name are for that one alone.
    pub fn is_for(&self, dialect: &str) -> bool {
        match self.name.rsplit_once('_') {
            Some((_, "SQLITE")) => dialect == "sqlite",
            Some((_, "POSTGRES")) => dialect == "postgres",
            _ => true,
        }
    }
}

/// A macro with one arm of literals: its parameters and its body.
struct Macro {
    parameters: Vec<String>,
    body: String,
}

pub fn statements() -> Vec<Statement> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: Vec<PathBuf> =
        [root.join("src"), root.join("../db/src")].iter().flat_map(|folder| rust_files(folder)).collect();
    let texts: Vec<(PathBuf, String)> =
        files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).expect("a source file"))).collect();
    let mut macros = HashMap::new();
    texts.iter().for_each(|(_, text)| collect_macros(text, &mut macros));
    texts.iter().flat_map(|(path, text)| constants(path, text, &macros)).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a source folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|p| p.extension().is_some_and(|e| e == "rs"))
        .collect()
}

fn collect_macros(text: &str, macros: &mut HashMap<String, Macro>) {
    for (at, _) in text.match_indices("macro_rules! ") {
        let rest = &text[at + "macro_rules! ".len()..];
        let name = rest.split_whitespace().next().unwrap_or_default().to_owned();
        let Some(arm) = rest.find('(').map(|open| &rest[open..]) else { continue };
        let pattern = balanced(arm);
        let after = &arm[pattern.len()..];
        let Some(open) = after.find('{') else { continue };
        let body = balanced(&after[open..]);
        let parameters =
            pattern.split('$').skip(1).filter_map(|p| p.split(':').next()).map(|p| format!("${p}")).collect();
        macros.insert(name, Macro { parameters, body: body[1..body.len() - 1].to_owned() });
    }
}

/// From an opening bracket to its closing one, strings and comments passed over.
fn balanced(text: &str) -> &str {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if let Some((_, length)) = literal(rest) {
            at += length;
            continue;
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        let character = rest.chars().next().expect("not at the end");
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        at += character.len_utf8();
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// The string literal at the beginning of the text, and its length in the source.
fn literal(text: &str) -> Option<(String, usize)> {
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let close = format!("\"{}", "#".repeat(hashes));
        let inner = raw[hashes..].strip_prefix('"')?;
        let end = inner.find(&close)?;
        return Some((inner[..end].to_owned(), 1 + hashes + 1 + end + close.len()));
    }
    let inner = text.strip_prefix('"')?;
    let (mut value, mut characters) = (String::new(), inner.char_indices());
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, at + 2)),
            '\\' => match characters.next()?.1 {
                'n' => value.push('\n'),
                // A line's end that is escaped swallows the next line's indentation; SQL does not mind the space.
                '\n' => value.push(' '),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

fn constants(path: &Path, text: &str, macros: &HashMap<String, Macro>) -> Vec<Statement> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(": &str =") {
        let Some(name) = text[..at].rsplit(char::is_whitespace).next() else { continue };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') {
            continue;
        }
        let expression = text[at + ": &str =".len()..].trim_start();
        if expression.starts_with("include_str!") {
            continue; // A page or the like, never SQL.
        }
        let Some((sql, _)) = value(expression, macros) else {
            panic!("{}: the constant {name} cannot be read", path.display());
        };
        if begins_like_a_statement(&sql) {
            found.push(Statement { place: format!("{} {name}", path.display()), sql, name: name.to_owned() });
        }
    }
    found
}

fn begins_like_a_statement(text: &str) -> bool {
    let first = text.trim_start().split([' ', '\n']).next().unwrap_or_default();
    matches!(first, "select" | "insert" | "update" | "delete" | "with")
}

/// The text that an expression stands for: a literal, `concat!`, or one of our macros.
fn value(text: &str, macros: &HashMap<String, Macro>) -> Option<(String, usize)> {
    if let Some(found) = literal(text) {
        return Some(found);
    }
    let (name, rest) = text.split_once('!')?;
    let arguments = balanced(rest);
    let length = name.len() + 1 + arguments.len();
    let inner = &arguments[1..arguments.len() - 1];
    if name == "concat" {
        return Some((values(inner, macros)?.concat(), length));
    }
    let called = macros.get(name.trim().rsplit("::").next()?)?;
    let given = split(inner);
    let body = called
        .parameters
        .iter()
        .zip(given)
        .fold(called.body.clone(), |body, (parameter, argument)| body.replace(parameter, &argument));
    Some((value(body.trim(), macros)?.0, length))
}

fn values(list: &str, macros: &HashMap<String, Macro>) -> Option<Vec<String>> {
    split(list).iter().map(|part| value(part, macros).map(|(text, _)| text)).collect()
}

/// Arguments, parted at the commas that stand outside of strings and brackets.
fn split(list: &str) -> Vec<String> {
    let (mut parts, mut open, mut at) = (Vec::new(), 0, 0);
    while at < list.len() {
        let rest = &list[at..];
        let character = rest.chars().next().expect("not at the end");
        match character {
            ',' => {
                parts.push(list[open..at].trim().to_owned());
                open = at + 1;
                at += 1;
            }
            '(' | '[' | '{' => at += balanced(rest).len(),
            _ => at += literal(rest).map_or(character.len_utf8(), |(_, length)| length),
        }
    }
    parts.push(list[open..].trim().to_owned());
    parts.retain(|part| !part.is_empty());
    parts
}
