//! Accounts 账号 as values: names, sign-in names, contact points, reserved words and the rules for passwords.
//!
//! Not here: sessions, hashes, roles of an account, and whether a name is taken — those need the store.

mod contact_point;
mod login;
mod name;
mod password;
mod reserved;

pub use contact_point::{Email, Phone};
pub use login::Login;
pub use name::AccountName;
pub use password::{PasswordPolicy, strength};
pub use reserved::ReservedWords;

use unicode_normalization::UnicodeNormalization;

/// Text as it is compared without regard to width and case. Going up before down makes `ß`/`SS` and `ς`/`σ` equal,
/// which is as near to Unicode case folding as the standard library comes.
pub(crate) fn fold(text: &str) -> String {
    let narrow: String = text.nfkc().collect();
    narrow.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect()
}

pub(crate) const fn is_cjk(c: char) -> bool {
    matches!(c as u32,
        0x2e80..=0x2fdf | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3038..=0x303c // radicals, 々〆〇, numerals
        | 0x3040..=0x312f | 0x3130..=0x318f | 0x31a0..=0x31bf | 0x31f0..=0x31ff // kana, bopomofo, hangul letters
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x20000..=0x323af)
}
