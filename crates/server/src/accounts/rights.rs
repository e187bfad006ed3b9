//! Who may give which rights to whom (ACC-10): nobody hands out what he does not hold, nor acts on an account that
//! holds more than he does.

use super::scope::Scope;
use super::store::agents::Account;
use domain::permission::{Grant, Grants, OwnerOnly, Permission};
use domain::{Code, Error, Result};
use serde_json::Value;

/// Whoever may do one of these sees the accounts in full.
pub const SEES_ACCOUNTS: &[Permission] = &[
    Permission::AgentCreate,
    Permission::AgentDisable,
    Permission::AgentDelete,
    Permission::AgentResetPassword,
    Permission::AgentCapacity,
    Permission::AgentPresenceView,
    Permission::RoleManage,
];

/// The owner's account is the owner's own affair, whatever others hold.
pub fn may_touch(scope: &Scope, account: &Account) -> Result<()> {
    if account.owner { scope.need_owner(OwnerOnly::OwnerAccount) } else { Ok(()) }
}

/// For what would let one account take over another: password, roles, name, disabling, deletion.
pub fn may_rule_over(scope: &Scope, account: &Account) -> Result<()> {
    may_touch(scope, account)?;
    match scope.grants.missing(&account.grants) {
        Some(grant) => Err(beyond(
            grant,
            "这个账号有您没有的权限，您不能修改它。",
            "This account has rights that you do not have, so you cannot change it.",
        )),
        None => Ok(()),
    }
}

pub fn may_grant(scope: &Scope, field: &str, grants: &Grants) -> Result<()> {
    match scope.grants.missing(grants) {
        Some(grant) => Err(beyond(
            grant,
            format!("您自己没有“{grant}”权限，不能授予别人。"),
            format!("You do not hold “{grant}” yourself, so you cannot grant it."),
        )
        .field(field)),
        None => Ok(()),
    }
}

fn beyond(grant: Grant, zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::new(Code::Forbidden, zh, en).reason("beyond_own_rights").detail("permission", Value::from(grant.to_string()))
}
