//! Rules for passwords (ACC-6). Not here: hashing, and that it was typed twice, which the form sees to.

use super::fold;
use crate::{Error, Result, Timestamp};
use serde::Serialize;
use serde_json::Value;

/// The most common passwords of six or more characters, folded, sorted, one a line.
const COMMON: &str = include_str!("common_passwords.txt");
const FIELD: &str = "password";
const FLOOR: u16 = 6;
const CEILING: u16 = 128;
/// A bound on the work of hashing, not on anybody's password.
const MAX_LENGTH: usize = 256;

/// What the owner asks of every password of the workspace, on top of what is always refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PasswordPolicy {
    min_length: u16,
    classes: u8,
    max_age_days: Option<u16>,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        PasswordPolicy { min_length: FLOOR, classes: 1, max_age_days: None }
    }
}

impl PasswordPolicy {
    /// `classes`: how many of small letters, capitals, digits and other characters must occur.
    pub fn new(min_length: u16, classes: u8, max_age_days: Option<u16>) -> Result<Self> {
        if !(FLOOR..=CEILING).contains(&min_length) {
            return Err(out_of_range("min_length", FLOOR, CEILING));
        }
        if !(1..=4).contains(&classes) {
            return Err(out_of_range("classes", 1, 4));
        }
        if max_age_days.is_some_and(|days| !(1..=3650).contains(&days)) {
            return Err(out_of_range("max_age_days", 1, 3650));
        }
        Ok(PasswordPolicy { min_length, classes, max_age_days })
    }

    pub const fn min_length(&self) -> u16 {
        self.min_length
    }

    pub const fn classes(&self) -> u8 {
        self.classes
    }

    pub const fn max_age_days(&self) -> Option<u16> {
        self.max_age_days
    }

    /// `account` is the name it protects, `main` or `main:sub`; neither the whole nor a part may be the password.
    pub fn check(&self, password: &str, account: &str) -> Result<()> {
        let length = password.chars().count();
        if length < self.min_length.into() {
            return Err(too_short(self.min_length));
        }
        if length > MAX_LENGTH {
            return Err(Error::invalid(
                FIELD,
                format!("密码最多 {MAX_LENGTH} 个字符。"),
                format!("A password has at most {MAX_LENGTH} characters."),
            )
            .reason("too_long"));
        }
        let (folded, account) = (fold(password), fold(account));
        if folded == account || account.split(':').any(|part| part == folded) {
            return Err(Error::invalid(FIELD, "密码不能与账号名相同。", "The password cannot be the account name.")
                .reason("account_name"));
        }
        if is_common(&folded) {
            return Err(Error::invalid(
                FIELD,
                "这个密码太常见，很容易被猜到，请换一个。",
                "This password is among the most common ones; please choose another.",
            )
            .reason("common"));
        }
        if classes_of(password) < self.classes {
            return Err(too_few_classes(self.classes));
        }
        Ok(())
    }

    pub const fn expired(&self, set_at: Timestamp, now: Timestamp) -> bool {
        match self.max_age_days {
            Some(days) => now.0 > set_at.plus_seconds(days as i64 * 86_400).0,
            None => false,
        }
    }
}

/// How hard to guess, 0 (refused everywhere) to 4: for the meter only, never a reason to refuse.
pub fn strength(password: &str) -> u8 {
    let length = password.chars().count();
    if length < FLOOR.into() || is_common(&fold(password)) {
        return 0;
    }
    let distinct = password.chars().collect::<std::collections::BTreeSet<_>>().len();
    if distinct < 4 {
        return 1;
    }
    let classes = classes_of(password);
    let points = [length >= 8, length >= 12, length >= 16, classes >= 2, classes >= 3];
    (1 + points.into_iter().filter(|point| *point).count() as u8).min(4)
}

fn is_common(folded: &str) -> bool {
    COMMON.lines().any(|line| line == folded)
}

fn classes_of(password: &str) -> u8 {
    let other = |c: char| !c.is_lowercase() && !c.is_uppercase() && !c.is_ascii_digit();
    let tests: [&dyn Fn(char) -> bool; 4] = [&char::is_lowercase, &char::is_uppercase, &|c| c.is_ascii_digit(), &other];
    tests.into_iter().filter(|test| password.chars().any(test)).count() as u8
}

fn too_short(min: u16) -> Error {
    Error::invalid(FIELD, format!("密码至少 {min} 个字符。"), format!("A password needs at least {min} characters."))
        .reason("too_short")
        .detail("min_length", Value::from(min))
}

fn too_few_classes(classes: u8) -> Error {
    Error::invalid(
        FIELD,
        format!("密码至少要包含小写字母、大写字母、数字、其他字符中的 {classes} 种。"),
        format!("A password needs {classes} of: small letters, capitals, digits, other characters."),
    )
    .reason("classes")
    .detail("classes", Value::from(classes))
}

fn out_of_range(field: &str, from: u16, to: u16) -> Error {
    Error::invalid(field, format!("请填 {from} 到 {to} 之间的数。"), format!("Give a number from {from} to {to}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(policy: &PasswordPolicy, password: &str, account: &str) -> Option<String> {
        let error = policy.check(password, account).err()?;
        assert_eq!(error.field.as_deref(), Some("password"));
        Some(error.details.as_ref().unwrap()["reason"].as_str().unwrap().to_owned())
    }

    #[test]
    fn the_floor_is_six_characters_whatever_they_are() {
        let policy = PasswordPolicy::default();
        assert_eq!(refusal(&policy, "ab12x", "shop").as_deref(), Some("too_short"));
        assert_eq!(refusal(&policy, "ab12xy", "shop"), None);
        assert_eq!(refusal(&policy, "春眠不觉晓啊", "shop"), None);
        assert_eq!(refusal(&policy, &"长x".repeat(129), "shop").as_deref(), Some("too_long"));
    }

    #[test]
    fn the_account_name_is_no_password_in_any_case_or_width() {
        let policy = PasswordPolicy::default();
        for password in ["fruitshop", "FruitShop", "ｆｒｕｉｔshop", "linlinlin", "fruitshop:LinLinLin"] {
            assert_eq!(
                refusal(&policy, password, "FruitShop:linlinlin").as_deref(),
                Some("account_name"),
                "{password}"
            );
        }
        assert_eq!(refusal(&policy, "fruitshop7x", "FruitShop"), None);
    }

    #[test]
    fn the_most_common_passwords_are_refused() {
        let policy = PasswordPolicy::default();
        for password in [
            "123456",
            "password",
            "PassWord",
            "qwerty",
            "111111",
            "5201314",
            "woaini",
            "qq123456",
            "a123456",
            "woaini1314",
            "admin123",
        ] {
            assert_eq!(refusal(&policy, password, "shop").as_deref(), Some("common"), "{password}");
        }
    }

    #[test]
    fn the_owner_may_ask_for_more() {
        let policy = PasswordPolicy::new(10, 3, Some(90)).unwrap();
        assert_eq!(refusal(&policy, "Kumquat9", "shop").as_deref(), Some("too_short"));
        assert_eq!(refusal(&policy, "kumquat-tree", "shop").as_deref(), Some("classes"));
        assert_eq!(refusal(&policy, "Kumquat-tree", "shop"), None);
        assert!(
            !policy.expired(Timestamp(0), Timestamp(90 * 86_400_000))
                && policy.expired(Timestamp(0), Timestamp(90 * 86_400_000 + 1))
        );
        assert!(!PasswordPolicy::default().expired(Timestamp(0), Timestamp(i64::MAX)));
    }

    #[test]
    fn a_policy_stays_between_the_floor_and_what_people_can_meet() {
        for (field, policy) in [
            ("min_length", PasswordPolicy::new(5, 1, None)),
            ("min_length", PasswordPolicy::new(129, 1, None)),
            ("classes", PasswordPolicy::new(6, 0, None)),
            ("classes", PasswordPolicy::new(6, 5, None)),
            ("max_age_days", PasswordPolicy::new(6, 1, Some(0))),
        ] {
            assert_eq!(policy.unwrap_err().field.as_deref(), Some(field));
        }
    }

    #[test]
    fn the_list_of_common_passwords_is_sorted_folded_and_without_doubles() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.len() >= 1000, "{}", lines.len());
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(lines.iter().all(|line| line.chars().count() >= 6 && fold(line) == *line));
    }

    #[test]
    fn the_meter_rises_with_length_and_variety() {
        let rising = ["123456", "aaaabbbb", "kumquat9", "Kumquat-9", "Kumquat-tree-9"];
        assert_eq!(rising.map(strength), [0, 1, 3, 4, 4]);
        assert_eq!((strength("abc"), strength("mandar")), (0, 1));
    }
}
