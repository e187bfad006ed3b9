//! `/settings/shop` and `/settings/service`.

use super::service::{self, Service, ServicePatch};
use super::shop::{self, ShopPatch, ShopView};
use crate::App;
use crate::http::address::Address;
use crate::http::{Agent, Answer, Body};
use axum::Json;
use axum::extract::State;
use domain::permission::{OwnerOnly, Permission};

/// Shows the shop's name, time zone and working hours
#[utoipa::path(get, path = "/api/v1/settings/shop", tag = "settings", responses((status = 200, body = ShopView)))]
pub async fn get_shop(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<ShopView>> {
    Ok(Json(app.db.read(move |q| shop::view(q, scope.workspace)).await?))
}

/// Changes the shop's name, time zone or working hours
///
/// The name is changed by the owner alone, under the rules of registering. It is what everybody signs in with: the owner
/// with `name`, colleagues with `name:colleague`. Whoever is signed in stays signed in.
#[utoipa::path(patch, path = "/api/v1/settings/shop", tag = "settings", request_body = ShopPatch, responses((status = 200, body = ShopView)))]
pub async fn patch_shop(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<ShopPatch>>,
) -> Answer<Json<ShopView>> {
    scope.need(Permission::InboxManage)?;
    let Body(patch) = body?;
    if patch.name.is_some() {
        scope.need_owner(OwnerOnly::OwnerAccount)?;
    }
    Ok(Json(app.db.write(scope.workspace, move |tx| shop::patch(tx, &scope, &patch, address)).await?))
}

/// Shows how the service behaves
#[utoipa::path(get, path = "/api/v1/settings/service", tag = "settings", responses((status = 200, body = Service)))]
pub async fn get_service(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Service>> {
    Ok(Json(app.db.read(move |q| service::load(q, scope.workspace)).await?))
}

/// Changes how the service behaves
#[utoipa::path(patch, path = "/api/v1/settings/service", tag = "settings", request_body = ServicePatch, responses((status = 200, body = Service)))]
pub async fn patch_service(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<ServicePatch>>,
) -> Answer<Json<Service>> {
    scope.need(Permission::RoutingManage)?;
    let Body(patch) = body?;
    Ok(Json(app.db.write(scope.workspace, move |tx| service::patch(tx, &scope, &patch, address)).await?))
}
