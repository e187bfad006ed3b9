//! The password policy over HTTP: the owner's alone.

use super::given;
use crate::App;
use crate::accounts::password_policy::{self, Change};
use crate::http::address::Address;
use crate::http::{Agent, Answer, Body};
use axum::Json;
use axum::extract::State;
use domain::account::PasswordPolicy;
use domain::permission::OwnerOnly;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct PolicyView {
    /// 6 to 128.
    min_length: u16,
    /// How many of small letters, capitals, digits and other characters must occur: 1 to 4.
    classes: u8,
    /// Null: passwords do not grow old.
    max_age_days: Option<u16>,
}

impl From<PasswordPolicy> for PolicyView {
    fn from(p: PasswordPolicy) -> Self {
        PolicyView { min_length: p.min_length(), classes: p.classes(), max_age_days: p.max_age_days() }
    }
}

/// Shows the password policy
#[utoipa::path(get, path = "/api/v1/settings/password", tag = "settings", responses((status = 200, body = PolicyView)))]
pub async fn get_password_policy(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<PolicyView>> {
    Ok(Json(password_policy::look(&app, scope).await?.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyChange {
    min_length: Option<u16>,
    classes: Option<u8>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u16>)]
    max_age_days: Option<Option<u16>>,
}

/// Changes the password policy; it holds for passwords that are set from now on
#[utoipa::path(patch, path = "/api/v1/settings/password", tag = "settings", request_body = PolicyChange,
    responses((status = 200, body = PolicyView)))]
pub async fn change_password_policy(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<PolicyChange>>,
) -> Answer<Json<PolicyView>> {
    scope.need_owner(OwnerOnly::PasswordPolicy)?;
    let Body(asked) = body?;
    let PolicyChange { min_length, classes, max_age_days } = asked;
    let change = Change { min_length, classes, max_age_days };
    Ok(Json(password_policy::change(&app, scope, change, address).await?.into()))
}
