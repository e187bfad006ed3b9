//! Sets of rights: what an account holds, what a role gives, what one person may hand to another.
//!
//! Not here: who an account is and which roles it has.

use super::{Permission, Reach};
use crate::{Error, Result};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// One right, with its reach if it has one. Written `chat.view:own` or `chat.serve`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grant {
    pub permission: Permission,
    pub reach: Option<Reach>,
}

impl Grant {
    /// `None` for an unknown right, a missing scope and a scope where there is none.
    pub fn parse(text: &str) -> Option<Grant> {
        let (key, reach) = match text.split_once(':') {
            Some((key, reach)) => (key, Some(Reach::parse(reach)?)),
            None => (text, None),
        };
        let permission = Permission::parse(key)?;
        (permission.scoped() == reach.is_some()).then_some(Grant { permission, reach })
    }
}

impl std::fmt::Display for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.permission.key())?;
        match self.reach {
            Some(reach) => write!(f, ":{}", reach.as_str()),
            None => Ok(()),
        }
    }
}

/// A set of rights. Rights add up: of two grants of one right the wider reach counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants(BTreeMap<Permission, Reach>);

impl Grants {
    /// What the owner holds.
    pub fn everything() -> Self {
        Grants(Permission::ALL.iter().map(|p| (*p, Reach::All)).collect())
    }

    /// The error names the entry that is not a right, as `details.offending`.
    pub fn parse<S: AsRef<str>>(field: &str, texts: impl IntoIterator<Item = S>) -> Result<Self> {
        let mut grants = Grants::default();
        for text in texts {
            let text = text.as_ref();
            grants.add(Grant::parse(text).ok_or_else(|| no_such_right(field, text))?);
        }
        Ok(grants)
    }

    pub fn add(&mut self, grant: Grant) {
        let reach = grant.reach.unwrap_or(Reach::All);
        let held = self.0.entry(grant.permission).or_insert(reach);
        *held = reach.max(*held);
    }

    pub fn union(mut self, other: &Grants) -> Self {
        other.iter().for_each(|grant| self.add(grant));
        self
    }

    pub fn has(&self, permission: Permission) -> bool {
        self.0.contains_key(&permission)
    }

    /// How far a held right reaches; a right without scope reaches everything.
    pub fn reach(&self, permission: Permission) -> Option<Reach> {
        self.0.get(&permission).copied()
    }

    /// Whether `other` is a subset: nobody grants what he does not hold, nor acts on an account that holds more (ACC-10).
    pub fn covers(&self, other: &Grants) -> bool {
        self.missing(other).is_none()
    }

    /// The first right of `other` that goes beyond this set, for the refusal to name.
    pub fn missing(&self, other: &Grants) -> Option<Grant> {
        other.iter().find(|grant| self.reach(grant.permission) < other.reach(grant.permission))
    }

    /// In the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = Grant> + '_ {
        self.0
            .iter()
            .map(|(permission, reach)| Grant { permission: *permission, reach: permission.scoped().then_some(*reach) })
    }

    pub fn to_strings(&self) -> Vec<String> {
        self.iter().map(|grant| grant.to_string()).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Grant> for Grants {
    fn from_iter<I: IntoIterator<Item = Grant>>(all: I) -> Self {
        let mut grants = Grants::default();
        all.into_iter().for_each(|grant| grants.add(grant));
        grants
    }
}

impl Serialize for Grants {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_seq(self.to_strings())
    }
}

fn no_such_right(field: &str, text: &str) -> Error {
    Error::invalid(field, format!("没有“{text}”这项权限。"), format!("There is no permission “{text}”."))
        .reason("unknown_permission")
        .detail("offending", Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grants(texts: &[&str]) -> Grants {
        Grants::parse("permissions", texts).unwrap()
    }

    #[test]
    fn rights_add_up_and_the_wider_reach_counts() {
        let both = grants(&["chat.view:own", "chat.serve"]).union(&grants(&["chat.view:group"]));
        assert_eq!(both.reach(Permission::ChatView), Some(Reach::Group));
        assert_eq!(grants(&["chat.view:all", "chat.view:own"]).to_strings(), ["chat.view:all"]);
        assert!(both.has(Permission::ChatServe) && !both.has(Permission::ChatEnd));
    }

    #[test]
    fn nobody_hands_out_what_he_does_not_hold() {
        let lead = grants(&["chat.view:group", "chat.serve"]);
        assert!(lead.covers(&grants(&["chat.view:own"])));
        assert!(lead.covers(&lead) && lead.covers(&Grants::default()));
        assert!(!lead.covers(&grants(&["chat.view:all"])));
        assert_eq!(lead.missing(&grants(&["chat.serve", "audit.view"])).unwrap().to_string(), "audit.view");
        assert!(Grants::everything().covers(&lead) && !lead.covers(&Grants::everything()));
    }

    #[test]
    fn a_list_survives_the_way_out_and_back_in_the_order_of_the_table() {
        let list = grants(&["audit.view", "chat.view:own"]);
        assert_eq!(list.to_strings(), ["chat.view:own", "audit.view"]);
        let everything = Grants::everything();
        assert_eq!(Grants::parse("x", everything.to_strings()).unwrap(), everything);
        assert_eq!(serde_json::to_value(&list).unwrap(), serde_json::json!(["chat.view:own", "audit.view"]));
    }

    #[test]
    fn what_is_no_right_is_refused_by_name() {
        for text in [
            "chat.fly",
            "chat.view",
            "chat.view:everyone",
            "chat.serve:own",
            "chat.view:",
            "",
            "Chat.serve",
            "chat.view:own:own",
        ] {
            let error = Grants::parse("permissions", ["chat.serve", text]).unwrap_err();
            assert_eq!(error.field.as_deref(), Some("permissions"));
            assert_eq!(error.details.as_ref().unwrap()["offending"], text, "{text}");
        }
    }
}
