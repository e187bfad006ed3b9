//! What somebody types to sign in: `main`, `main:sub`, a phone number or an e-mail address (ACC-2, ACC-3).
//!
//! Only two things are refused here: nothing at all, and the full-width colon. All other nonsense is [`Login::Nobody`],
//! so that it is answered exactly like a wrong password, in the same time.

use super::{AccountName, Email, Phone};
use crate::{Error, Result};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

const FIELD: &str = "login";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    Sub {
        workspace: AccountName,
        name: AccountName,
    },
    /// An owner. A row of digits can be the name of a workspace as well as a phone number: both are tried, the name first.
    Owner {
        workspace: Option<AccountName>,
        phone: Option<Phone>,
    },
    Email(Email),
    Nobody,
}

impl Login {
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::invalid(FIELD, "请填写登录名。", "Please give your sign-in name.").reason("required"));
        }
        if text.chars().any(is_wide_colon) {
            return Err(wide_colon(text));
        }
        Ok(Self::read(text))
    }

    fn read(text: &str) -> Self {
        let name = |text: &str| AccountName::parse(FIELD, text).ok();
        if let Some((workspace, sub)) = text.split_once(':') {
            return match (name(workspace), name(sub)) {
                (Some(workspace), Some(name)) => Login::Sub { workspace, name },
                _ => Login::Nobody,
            };
        }
        if let Ok(email) = Email::parse(FIELD, text) {
            return Login::Email(email);
        }
        match (name(text), Phone::parse(FIELD, text).ok()) {
            (None, None) => Login::Nobody,
            (workspace, phone) => Login::Owner { workspace, phone },
        }
    }
}

/// `：` and its rarer relatives, all of which look like a colon and are none.
fn is_wide_colon(c: char) -> bool {
    c != ':' && std::iter::once(c).nfkc().eq([':'])
}

/// Says what is wrong with the spelling and nothing about whether such an account exists.
fn wide_colon(text: &str) -> Error {
    let corrected: String = text.chars().map(|c| if is_wide_colon(c) { ':' } else { c }).collect();
    Error::invalid(
        FIELD,
        format!("登录名里用了全角冒号“：”，请改用半角冒号“:”，即 {corrected}"),
        format!("The sign-in name has a full-width colon “：”. Use a plain colon: {corrected}"),
    )
    .reason("fullwidth_colon")
    .detail("corrected", Value::from(corrected))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Login {
        Login::parse(text).unwrap()
    }

    fn name(text: &str) -> AccountName {
        AccountName::parse("login", text).unwrap()
    }

    #[test]
    fn each_kind_of_sign_in_name_is_told_apart() {
        assert_eq!(read(" 鲜果店 "), Login::Owner { workspace: Some(name("鲜果店")), phone: None });
        assert_eq!(read("shop:lin"), Login::Sub { workspace: name("shop"), name: name("lin") });
        assert!(matches!(read("Lin@Example.com"), Login::Email(email) if email.as_str() == "Lin@example.com"));
        assert!(matches!(read("+86 13800138000"), Login::Owner { workspace: None, phone: Some(_) }));
        assert!(matches!(read("13800138000"), Login::Owner { workspace: Some(_), phone: Some(_) }));
    }

    #[test]
    fn a_full_width_colon_is_named_and_the_corrected_name_offered() {
        for (typed, corrected) in [
            ("shop：lin", "shop:lin"),
            ("鲜果店：小王", "鲜果店:小王"),
            ("a：b：c", "a:b:c"),
            ("：", ":"),
            ("shop﹕lin", "shop:lin"),
        ] {
            let error = Login::parse(typed).unwrap_err();
            let details = error.details.as_ref().unwrap();
            assert_eq!(error.field.as_deref(), Some("login"));
            assert_eq!(
                (&details["reason"], &details["corrected"]),
                (&Value::from("fullwidth_colon"), &Value::from(corrected))
            );
        }
    }

    #[test]
    fn other_nonsense_is_nobody_and_no_error_of_its_own() {
        for text in ["a b", "shop:", ":lin", "shop:lin:x", "shop: lin", "a@b", "x", "😀😀"] {
            assert_eq!(read(text), Login::Nobody, "{text}");
        }
        assert_eq!(Login::parse("  ").unwrap_err().field.as_deref(), Some("login"));
    }
}
