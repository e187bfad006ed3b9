//! Permissions 权限: the closed set of rights, how far each reaches, the shipped templates and what stays with the owner.
//!
//! Not here: roles and accounts as they are stored, and the check itself, which the server makes on every route.

mod grants;
mod table;
#[cfg(test)]
mod tests;

pub use grants::{Grant, Grants};
pub use table::{Permission, Wording};

use serde::Serialize;
use table::{Row, Scoping, Stage, TABLE};

impl Permission {
    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// `area.action`, the name in the API and in the database.
    pub fn key(self) -> &'static str {
        self.row().key
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.key() == key)
    }

    pub fn area(self) -> &'static str {
        self.key().split('.').next().unwrap_or_default()
    }

    pub fn scoped(self) -> bool {
        self.row().scoping == Scoping::Scoped
    }

    /// Whether the feature behind it exists; other rights can be held and stored, but are not offered.
    pub fn available(self) -> bool {
        self.row().stage == Stage::Live
    }

    pub fn zh(self) -> Wording {
        self.row().zh
    }

    pub fn en(self) -> Wording {
        self.row().en
    }
}

/// How far a scoped right goes. The order matters: a wider reach is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    Own,
    Group,
    All,
}

impl Reach {
    pub const ALL: [Reach; 3] = [Reach::Own, Reach::Group, Reach::All];

    pub const fn as_str(self) -> &'static str {
        match self {
            Reach::Own => "own",
            Reach::Group => "group",
            Reach::All => "all",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reach| reach.as_str() == text)
    }
}

/// A shipped set of rights; each becomes a role of every new workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

/// The account that gets no roles and no permissions gets this one.
pub const DEFAULT_TEMPLATE: &str = "agent";

/// In the order of the table's columns: least rights first, the administrator last (ACC-10).
pub const TEMPLATES: [Template; 8] = [
    Template { key: "agent", zh: "客服", en: "Agent" },
    Template { key: "supervisor", zh: "客服主管", en: "Supervisor" },
    Template { key: "operations", zh: "运营", en: "Operations" },
    Template { key: "finance", zh: "财务", en: "Finance" },
    Template { key: "warehouse", zh: "仓库", en: "Warehouse" },
    Template { key: "qa", zh: "质检", en: "Quality" },
    Template { key: "auditor", zh: "只读审计", en: "Auditor (read only)" },
    Template { key: "admin", zh: "管理员", en: "Administrator" },
];

/// The rights of a shipped template; `None` for a key that is no template's.
pub fn template(key: &str) -> Option<Grants> {
    let column = TEMPLATES.iter().position(|t| t.key == key)?;
    Some(Permission::ALL.iter().filter_map(|p| cell(*p, column)).collect())
}

fn cell(permission: Permission, column: usize) -> Option<Grant> {
    let reach = match permission.row().mask.as_bytes()[column] {
        b'o' => Some(Reach::Own),
        b'g' => Some(Reach::Group),
        b'a' => Some(Reach::All),
        b'x' => None,
        _ => return None,
    };
    Some(Grant { permission, reach })
}

/// What no permission can give (ACC-11). The list is closed: everything else goes by permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerOnly {
    PrivateContacts,
    OwnerAccount,
    TransferOwnership,
    CloseWorkspace,
    PasswordPolicy,
}
