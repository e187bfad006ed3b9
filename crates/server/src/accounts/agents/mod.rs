//! Sub-accounts 子账号: listing, creating, changing, deleting.

pub mod change;
pub mod create;
pub mod delete;
pub mod hand_over;
pub mod list;

use domain::id::RoleId;
use domain::shown::{is_blank, is_one_line};
use domain::{Error, Result};

pub const CAPACITY: i64 = 10;
pub const MAIL_CAPACITY: i64 = 50;
pub const WEIGHT: i64 = 100;
const MOST: i64 = 1_000;
const NICKNAME_MAX: usize = 40;

/// What customers see. Free text: reserved words do not bind it.
pub fn nickname(text: &str) -> Result<String> {
    let text = text.trim();
    let length = text.chars().count();
    if is_blank(text) || length > NICKNAME_MAX || !is_one_line(text) {
        return Err(Error::invalid(
            "nickname",
            format!("昵称要有 1 到 {NICKNAME_MAX} 个字符。"),
            format!("A nickname has 1 to {NICKNAME_MAX} characters."),
        ));
    }
    Ok(text.to_owned())
}

/// Capacities and weights: 0 to 1000.
pub fn amount(field: &str, amount: i64) -> Result<i64> {
    if (0..=MOST).contains(&amount) {
        return Ok(amount);
    }
    Err(Error::invalid(field, format!("请填 0 到 {MOST} 之间的数。"), format!("Give a number from 0 to {MOST}.")))
}

/// Without doubles, which the table of held roles would refuse.
fn distinct(mut roles: Vec<RoleId>) -> Vec<RoleId> {
    roles.sort_unstable();
    roles.dedup();
    roles
}
