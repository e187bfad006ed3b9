//! Contact points: e-mail addresses and phone numbers, checked for form only. Whether one is verified is not known here.

use super::fold;
use crate::{Error, Result};
use unicode_normalization::UnicodeNormalization;

/// An address with its domain in lower case; [`key`](Self::key) compares the whole without case, as all providers do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    pub fn parse(field: &str, text: &str) -> Result<Self> {
        let text: String = text.trim().nfkc().collect();
        // Some letters grow marks of their own in lower case: what is kept is what is judged.
        let parts = text.rsplit_once('@').map(|(local, domain)| (local, domain.to_lowercase()));
        match parts {
            Some((local, domain)) if is_local(local) && is_domain(&domain) && local.len() + domain.len() < 254 => {
                Ok(Email(format!("{local}@{domain}")))
            }
            _ => Err(Error::invalid(
                field,
                "邮箱地址格式不对，例如 name@example.com。",
                "That is not an e-mail address like name@example.com.",
            )),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

/// RFC 5322 dot-atom with the letters of RFC 6531; quoted local parts exist on paper only.
fn is_local(local: &str) -> bool {
    let atom = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

/// A phone number: digits, with `+` when the country was given. Without it the number is read as one of mainland China.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    pub fn parse(field: &str, text: &str) -> Result<Self> {
        let typed: String = text.nfkc().filter(|c| !c.is_whitespace() && !"-().".contains(*c)).collect();
        let number = match typed.strip_prefix("00") {
            Some(abroad) => format!("+{abroad}"),
            None => typed,
        };
        let digits = number.strip_prefix('+').unwrap_or(&number);
        let whole = (7..=15).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
        if whole && !(number.starts_with('+') && digits.starts_with('0')) {
            return Ok(Phone(number));
        }
        Err(Error::invalid(
            field,
            "电话号码格式不对，例如 13800138000 或 +44 20 7946 0958。",
            "That is not a phone number like 13800138000 or +44 20 7946 0958.",
        ))
    }

    /// The digits as typed, without spaces and dashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with its country: `13800138000` and `+86 138 0013 8000` are one number.
    pub fn key(&self) -> String {
        match self.0.starts_with('+') {
            true => self.0.clone(),
            false => format!("+86{}", self.0.trim_start_matches('0')),
        }
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Display for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_taken_is_taken_again() {
        assert!(Email::parse("email", "a@İ.example").is_err());
        let email = Email::parse("email", "Ｌin@ΟΔΟΣ.Example").unwrap();
        assert_eq!(Email::parse("email", email.as_str()).unwrap(), email);
    }

    #[test]
    fn an_address_is_taken_without_regard_to_case_and_width() {
        let email = Email::parse("email", " Lin.Wang+shop@Example.COM ").unwrap();
        assert_eq!(email.as_str(), "Lin.Wang+shop@example.com");
        assert_eq!(email.key(), Email::parse("email", "lin.wang+SHOP＠example.com").unwrap().key());
        assert!(Email::parse("email", "王@例子.中国").is_ok());
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_field() {
        for text in [
            "",
            "lin",
            "@example.com",
            "lin@",
            "lin@example",
            "a b@example.com",
            "a..b@example.com",
            ".a@example.com",
            "a@-x.com",
            "a@x..com",
            "a@b@example.com",
            "a\n@example.com",
        ] {
            assert_eq!(Email::parse("email", text).unwrap_err().field.as_deref(), Some("email"), "{text}");
        }
    }

    #[test]
    fn a_phone_number_keeps_its_digits_and_is_compared_with_its_country() {
        let typed = Phone::parse("phone", "138-0013 8000").unwrap();
        assert_eq!(typed.as_str(), "13800138000");
        for same in ["+86 138 0013 8000", "008613800138000", "１３８００１３８０００"] {
            assert_eq!(Phone::parse("phone", same).unwrap().key(), typed.key(), "{same}");
        }
        assert_eq!(Phone::parse("phone", "(0571) 8888 8888").unwrap().key(), "+8657188888888");
    }

    #[test]
    fn what_is_no_phone_number_is_refused_with_its_field() {
        for text in ["", "123", "1380013800x", "+", "+012345678", "1234567890123456", "13800+138000"] {
            assert_eq!(Phone::parse("phone", text).unwrap_err().field.as_deref(), Some("phone"), "{text}");
        }
    }
}
