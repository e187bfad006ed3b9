//! Account names: of workspaces (= main accounts) and of sub-accounts (ACC-4). Not display names, which are free text.

use super::fold;
use crate::{Error, Result};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

pub const MIN: usize = 2;
pub const MAX: usize = 25;

/// 2–25 letters, digits, CJK characters, `_` or `-`, in normal form KC. Kept as written; compared by [`key`](Self::key).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccountName(String);

impl AccountName {
    /// `field` is the input that a refusal points at; `details.offending` holds the part that is wrong.
    pub fn parse(field: &str, text: &str) -> Result<Self> {
        let name: String = text.nfkc().collect();
        if let Some(part) = offending(text) {
            return Err(wrong_character(field, &part));
        }
        match name.chars().count() {
            0 => Err(Error::invalid(field, "请填写账号名。", "Please give an account name.").reason("required")),
            n if n < MIN => Err(wrong_length(
                field,
                &name,
                "too_short",
                format!("至少 {MIN} 个字符"),
                format!("at least {MIN} characters"),
            )),
            n if n > MAX => Err(wrong_length(
                field,
                &name,
                "too_long",
                format!("最多 {MAX} 个字符"),
                format!("at most {MAX} characters"),
            )),
            _ => Ok(AccountName(name)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Two names with the same key are the same name: case and width do not count.
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

impl std::fmt::Display for AccountName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first thing that no name may hold, as it was typed.
fn offending(text: &str) -> Option<String> {
    let typed = text.chars().find(|c| std::iter::once(*c).nfkc().any(|c| !allowed(c)));
    typed.or_else(|| text.nfkc().find(|c| !allowed(*c))).map(String::from)
}

/// Hangul fillers count as letters in Unicode but show as nothing, so two names could look alike.
fn allowed(c: char) -> bool {
    let invisible = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    (c.is_alphanumeric() && !invisible) || c == '_' || c == '-'
}

fn wrong_character(field: &str, part: &str) -> Error {
    let blank = part.chars().all(char::is_whitespace);
    let error = if blank {
        Error::invalid(field, "账号名里不能有空格。", "An account name cannot contain spaces.")
    } else {
        Error::invalid(
            field,
            format!("账号名里不能有“{part}”，只能用字母、数字、汉字、_ 和 -。"),
            format!("An account name cannot contain “{part}”: only letters, digits, CJK characters, _ and -."),
        )
    };
    error.reason("character").detail("offending", Value::from(part))
}

fn wrong_length(field: &str, name: &str, reason: &str, zh: String, en: String) -> Error {
    Error::invalid(field, format!("账号名“{name}”长度不对：{zh}。"), format!("The account name “{name}” needs {en}."))
        .reason(reason)
        .detail("offending", Value::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> String {
        AccountName::parse("name", text).unwrap().key()
    }

    #[test]
    fn names_of_letters_digits_and_chinese_characters_are_taken_as_written() {
        for text in ["张三", "lin", "Shop_2", "a-b", "小王の店", "12", &"长".repeat(25)] {
            assert_eq!(AccountName::parse("name", text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn width_and_case_make_no_other_name() {
        assert_eq!(AccountName::parse("name", "Ｓｈｏｐ１").unwrap().as_str(), "Shop1");
        for (one, other) in [("SHOP", "shop"), ("ｓｈｏｐ", "Shop"), ("straße", "STRASSE"), ("ΟΔΟΣ", "οδος")]
        {
            assert_eq!(key(one), key(other));
        }
        assert_ne!(key("shop"), key("shop1"));
    }

    #[test]
    fn each_refusal_names_the_offending_part() {
        let long = "a".repeat(26);
        let cases = [
            ("a b", " ", "character"),
            ("店\u{3000}铺", "\u{3000}", "character"),
            ("a:b", ":", "character"),
            ("a：b", "：", "character"),
            ("a@b", "@", "character"),
            ("ab\u{200b}", "\u{200b}", "character"),
            ("名\u{3164}字", "\u{3164}", "character"),
            ("名😀", "😀", "character"),
            ("½x", "½", "character"),
            ("店", "店", "too_short"),
            (&long, &long, "too_long"),
        ];
        for (text, offending, reason) in cases {
            let error = AccountName::parse("name", text).unwrap_err();
            let details = error.details.as_ref().unwrap();
            assert_eq!(
                (details["offending"].as_str(), details["reason"].as_str()),
                (Some(offending), Some(reason)),
                "{text}"
            );
            assert_eq!(error.field.as_deref(), Some("name"));
            assert!(offending.trim().is_empty() || error.zh.contains(offending), "{}", error.zh);
        }
        assert_eq!(AccountName::parse("name", "").unwrap_err().details.as_ref().unwrap()["reason"], "required");
    }

    proptest! {
        #[test]
        fn a_name_that_is_taken_is_taken_again_unchanged_and_its_key_is_stable(text in "\\PC{0,30}") {
            if let Ok(name) = AccountName::parse("name", &text) {
                prop_assert_eq!(AccountName::parse("name", name.as_str()).unwrap(), name.clone());
                prop_assert!(!name.as_str().contains([':', ' ', '：']));
                prop_assert_eq!(fold(&name.key()), name.key());
            }
        }
    }
}
