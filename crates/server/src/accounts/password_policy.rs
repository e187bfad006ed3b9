//! What the owner asks of passwords (ACC-6). Owner only, by the closed list.

use super::scope::{self, Scope};
use super::store::workspaces;
use crate::App;
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use domain::Result;
use domain::account::PasswordPolicy;
use domain::permission::OwnerOnly;
use serde_json::json;

pub async fn look(app: &App, scope: Scope) -> Result<PasswordPolicy> {
    scope.need_owner(OwnerOnly::PasswordPolicy)?;
    app.db.read(move |q| workspaces::policy(q, scope.workspace)).await
}

/// What is absent stays as it is.
pub struct Change {
    pub min_length: Option<u16>,
    pub classes: Option<u8>,
    pub max_age_days: Option<Option<u16>>,
}

pub async fn change(app: &App, scope: Scope, change: Change, address: Address) -> Result<PasswordPolicy> {
    scope.need_owner(OwnerOnly::PasswordPolicy)?;
    app.db
        .write(scope.workspace, move |tx| {
            let scope = scope::again(tx, &scope)?;
            let before = workspaces::policy(tx, scope.workspace)?;
            let after = PasswordPolicy::new(
                change.min_length.unwrap_or(before.min_length()),
                change.classes.unwrap_or(before.classes()),
                change.max_age_days.unwrap_or(before.max_age_days()),
            )?;
            workspaces::set_policy(tx, &after)?;
            let object = Object { kind: "settings", id: None, name: "password" };
            audit::note(
                tx,
                &Actor::of(&scope, address),
                "settings.password",
                &object,
                json!({"from": before, "to": after}),
            )?;
            Ok(after)
        })
        .await
}
