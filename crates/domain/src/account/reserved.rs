//! Reserved words: what a sub-account may not be called, so that no colleague passes for the shop or its software (ACC-4).
//!
//! They do not bind workspace names and nicknames. Chinese has no word breaks, so its words count wherever they stand;
//! Latin words count only as whole words, or `badminton` would fall with `admin`.

use super::{AccountName, fold, is_cjk};
use crate::{Error, Result};
use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservedWords {
    pub substrings: Vec<String>,
    pub tokens: Vec<String>,
}

impl Default for ReservedWords {
    fn default() -> Self {
        let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        ReservedWords {
            substrings: owned(&["客服", "小二", "官方", "管理员"]), tokens: owned(&["admin", "system"])
        }
    }
}

impl ReservedWords {
    /// An operator's list: words with Chinese characters hold anywhere in a name, others as whole words of letters.
    pub fn parse<S: AsRef<str>>(field: &str, words: impl IntoIterator<Item = S>) -> Result<Self> {
        let mut list = ReservedWords { substrings: Vec::new(), tokens: Vec::new() };
        for word in words {
            let folded = fold(word.as_ref().trim());
            let kind = match () {
                _ if folded.is_empty() => continue,
                _ if folded.chars().any(is_cjk) => &mut list.substrings,
                _ if folded.chars().all(char::is_alphabetic) => &mut list.tokens,
                _ => return Err(no_word(field, word.as_ref())),
            };
            if !kind.contains(&folded) {
                kind.push(folded);
            }
        }
        Ok(list)
    }

    /// The list as the operator edits it.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.substrings.iter().chain(&self.tokens).map(String::as_str)
    }

    pub fn check(&self, field: &str, name: &AccountName) -> Result<()> {
        match self.found_in(name.as_str()) {
            Some(word) => Err(reserved(field, &word)),
            None => Ok(()),
        }
    }

    fn found_in(&self, name: &str) -> Option<String> {
        let folded = fold(name);
        let inside = self.substrings.iter().find(|word| folded.contains(word.as_str())).cloned();
        inside.or_else(|| {
            let reserved: Vec<String> = self.tokens.iter().map(|word| fold(&latin(word))).collect();
            tokens(&latin(name)).into_iter().find(|token| reserved.contains(&fold(token)))
        })
    }
}

/// Runs of letters, and the parts of each run between changes of case: `myAdmin2` gives `myAdmin`, `my`, `Admin`.
/// The whole run counts too, or `adMin` would slip through.
fn tokens(text: &str) -> Vec<String> {
    let runs = text.split(|c: char| !c.is_alphabetic() || is_cjk(c)).filter(|run| !run.is_empty());
    runs.flat_map(|run| std::iter::once(run.to_owned()).chain(humps(run))).collect()
}

fn humps(run: &str) -> Vec<String> {
    let letters: Vec<char> = run.chars().collect();
    let mut parts = vec![String::new()];
    for (i, letter) in letters.iter().enumerate() {
        let rises = i > 0 && letter.is_uppercase() && letters[i - 1].is_lowercase();
        let last_capital = i > 0 && letter.is_uppercase() && letters.get(i + 1).is_some_and(|next| next.is_lowercase());
        if rises || last_capital {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(*letter);
        }
    }
    parts
}

/// Letters of other alphabets and with accents as the Latin letters they are mistaken for: `аdmin` with a Cyrillic а.
fn latin(text: &str) -> String {
    const ALIKE: &str = "аaеeоoрpсcуyхxіiјjѕsԁdмmтtкkпnАAВBЕEЗ3НHІIЈJКKМMОOРPЅSСCТTУYХXαaβbεeιiκkνvοoρpτtυuχxΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXıi";
    let pairs: Vec<char> = ALIKE.chars().collect();
    let narrow = text.nfkd().filter(|c| !is_combining_mark(*c));
    narrow.map(|c| pairs.chunks_exact(2).find(|pair| pair[0] == c).map_or(c, |pair| pair[1])).collect()
}

fn reserved(field: &str, word: &str) -> Error {
    Error::invalid(
        field,
        format!("子账号名里不能出现“{word}”，这是保留词。"),
        format!("A sub-account's name cannot contain “{word}”: the word is reserved."),
    )
    .reason("reserved")
    .detail("offending", Value::from(word))
}

fn no_word(field: &str, word: &str) -> Error {
    Error::invalid(
        field,
        format!("“{word}”不能作为保留词：请填汉字词或纯字母的词。"),
        format!("“{word}” cannot be a reserved word: use Chinese words or words of letters only."),
    )
    .detail("offending", Value::from(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offending(list: &ReservedWords, name: &str) -> Option<String> {
        let name = AccountName::parse("name", name).unwrap();
        let error = list.check("name", &name).err()?;
        assert_eq!(error.field.as_deref(), Some("name"));
        error.details.as_ref().unwrap()["offending"].as_str().map(str::to_owned)
    }

    #[test]
    fn reserved_chinese_words_are_refused_anywhere_in_a_name() {
        let list = ReservedWords::default();
        for (name, word) in [("客服小王", "客服"), ("我是小二", "小二"), ("迎客官方店", "官方"), ("a管理员1", "管理员")]
        {
            assert_eq!(offending(&list, name).as_deref(), Some(word), "{name}");
        }
        assert_eq!(offending(&list, "小王"), None);
    }

    #[test]
    fn reserved_latin_words_are_refused_as_words_only() {
        let list = ReservedWords::default();
        for name in [
            "admin",
            "admin1",
            "Admin_x",
            "x-ADMIN",
            "myAdmin",
            "ADMINShop",
            "adMin",
            "张admin",
            "system2",
            "ａｄｍｉｎ",
            "аdmin",
            "ádmin",
            "12system",
        ] {
            assert!(offending(&list, name).is_some(), "{name}");
        }
        for name in ["badminton", "administrator", "systematic", "lin", "ecosystem", "Badminton2"] {
            assert_eq!(offending(&list, name), None, "{name}");
        }
        assert_eq!(offending(&list, "myAdmin7").as_deref(), Some("Admin"));
    }

    #[test]
    fn the_operators_list_takes_the_place_of_ours() {
        let list = ReservedWords::parse("reserved_words", ["Boss", " 店长 ", "", "boss", "VIP客户"]).unwrap();
        assert_eq!(list.words().collect::<Vec<_>>(), ["店长", "vip客户", "boss"]);
        assert!(offending(&list, "boss_1").is_some() && offending(&list, "副店长").is_some());
        assert_eq!(offending(&list, "admin"), None);
        assert_eq!(ReservedWords::parse("w", ReservedWords::default().words()).unwrap(), ReservedWords::default());
        let error = ReservedWords::parse("reserved_words", ["ok", "admin1"]).unwrap_err();
        assert_eq!(
            (error.field.as_deref(), &error.details.as_ref().unwrap()["offending"]),
            (Some("reserved_words"), &Value::from("admin1"))
        );
    }
}
