//! The shop's name, time zone and working hours. `in_hours` of `domain::shop` says what follows from them.

use super::{json, note, rename, stored};
use crate::accounts::announce;
use crate::accounts::scope::{self, Scope};
use crate::accounts::store::workspaces;
use crate::http::address::Address;
use db::{Query, Tx, args};
use domain::Result;
use domain::id::WorkspaceId;
use domain::permission::Permission;
use domain::shop::{Shop, Stretch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct ShopView {
    /// Also what agents sign in with: `shop` and `shop:lin`.
    pub name: String,
    /// Of the IANA list, such as `Asia/Shanghai`.
    pub timezone: String,
    /// Null: around the clock; none in the list: never.
    pub hours: Option<Vec<Stretch>>,
}

const LOAD: &str = "select shop from workspaces where id = $1";

pub fn load(q: &mut impl Query, workspace: WorkspaceId) -> Result<Shop> {
    let text: String = q.one(LOAD, &args![workspace], |row| row.get("shop"))?;
    stored(&text)
}

pub fn view(q: &mut impl Query, workspace: WorkspaceId) -> Result<ShopView> {
    let shop = load(q, workspace)?;
    Ok(ShopView { name: workspaces::one(q, workspace)?.name, timezone: shop.timezone, hours: shop.hours })
}

/// What is absent stays as it is.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ShopPatch {
    /// The owner alone; sign-in names change with it.
    pub name: Option<String>,
    timezone: Option<String>,
    /// Null: around the clock.
    #[serde(deserialize_with = "crate::http::json::nullable")]
    #[schema(value_type = Option<Vec<Stretch>>)]
    hours: Option<Option<Vec<Stretch>>>,
}

const STORE: &str = "update workspaces set shop = $2 where id = $1";

pub fn patch(tx: &mut Tx, scope: &Scope, patch: &ShopPatch, address: Address) -> Result<ShopView> {
    let scope = scope::again(tx, scope)?;
    scope.need(Permission::InboxManage)?;
    let before = load(tx, scope.workspace)?;
    let after = Shop {
        timezone: patch.timezone.clone().unwrap_or_else(|| before.timezone.clone()),
        hours: patch.hours.clone().unwrap_or_else(|| before.hours.clone()),
    };
    let after = after.checked()?;
    if let Some(name) = &patch.name {
        rename::rename(tx, &scope, name, address)?;
    }
    if after != before {
        let (from, to) = (json(&before)?, json(&after)?);
        tx.exec(STORE, &args![scope.workspace, to.clone()])?;
        note(tx, (&scope, address), "settings.shop", "shop", serde_json::json!({"from": from, "to": to}))?;
    }
    announce::settings_changed(tx, "shop")?;
    view(tx, scope.workspace)
}
