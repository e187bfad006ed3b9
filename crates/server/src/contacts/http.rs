//! Addresses of contacts.

use super::contact::{self, Contact};
use super::edit::{self, Correction};
use super::served::{self, ServedBy};
use super::{block, find, private, reveal};
use crate::App;
use crate::accounts::scope::Scope;
use crate::audit::Actor;
use crate::http::address::Address;
use crate::http::{Agent, Answer, Body, Cursor, Page, Params, page};
use axum::Json;
use axum::extract::{Path, State};
use db::Tx;
use domain::Result;
use domain::id::ContactId;
use domain::permission::{OwnerOnly, Permission};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Part of the name; part of the number or address with `contact.reveal`, else the whole.
    q: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Contacts within the reach of `contact.view`, newest first.
#[utoipa::path(get, path = "/api/v1/contacts", tag = "contacts", params(Asked), responses((status = 200, body = Page<Contact>)))]
pub async fn list_contacts(
    State(app): State<App>,
    Agent(scope): Agent,
    Params(asked): Params<Asked>,
) -> Answer<Json<Page<Contact>>> {
    scope.need(Permission::ContactView)?;
    let (after, limit) = (Cursor::decode(asked.cursor.as_deref())?, page::limit(asked.limit)?);
    Ok(Json(app.db.read(move |q| find::find(q, &scope, asked.q.as_deref(), after, limit)).await?))
}

/// One contact. With `contact.reveal` it shows number and address, which the audit log notes. Sub-accounts see of a private
/// contact only what predates the mark.
#[utoipa::path(get, path = "/api/v1/contacts/{id}", tag = "contacts", params(("id" = String, Path)), responses((status = 200, body = Contact)))]
pub async fn get_contact(
    State(app): State<App>,
    Agent(scope): Agent,
    from: Address,
    Path(id): Path<ContactId>,
) -> Answer<Json<Contact>> {
    scope.need(Permission::ContactView)?;
    let (asking, now) = (scope.clone(), app.now());
    let reading = app.db.read(move |q| {
        let contact = contact::load(q, &asking, Permission::ContactView, id)?;
        let is_a_look = reveal::is_a_look(q, &asking, &contact, now)?;
        Ok((contact, is_a_look))
    });
    let (contact, is_a_look) = reading.await?;
    if is_a_look {
        let actor = Actor::of(&scope, from);
        app.db.write(scope.workspace, move |tx| reveal::note_look(tx, &scope, &actor, id)).await?;
    }
    Ok(Json(contact))
}

/// What is absent stays as it is; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactChange {
    name: Option<String>,
    #[serde(default, deserialize_with = "crate::http::json::nullable")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "crate::http::json::nullable")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
}

/// Corrects name, e-mail address or phone number.
#[utoipa::path(patch, path = "/api/v1/contacts/{id}", tag = "contacts", params(("id" = String, Path)),
    request_body = ContactChange, responses((status = 200, body = Contact)))]
pub async fn edit_contact(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ContactId>,
    body: Answer<Body<ContactChange>>,
) -> Answer<Json<Contact>> {
    scope.need(Permission::ContactEdit)?;
    let Body(change) = body?;
    let correction = Correction { name: change.name, email: change.email, phone: change.phone };
    write(&app, scope, move |tx, scope| edit::edit(tx, scope, id, &correction)).await
}

/// Marks a contact as the owner's private one (owner only).
#[utoipa::path(put, path = "/api/v1/contacts/{id}/private", tag = "contacts", params(("id" = String, Path)), responses((status = 200, body = Contact)))]
pub async fn mark_contact_private(
    State(app): State<App>,
    Agent(scope): Agent,
    from: Address,
    Path(id): Path<ContactId>,
) -> Answer<Json<Contact>> {
    scope.need_owner(OwnerOnly::PrivateContacts)?;
    let actor = Actor::of(&scope, from);
    write(&app, scope, move |tx, scope| private::mark(tx, scope, &actor, id)).await
}

/// Takes the mark off again (owner only); what was private stays so.
#[utoipa::path(delete, path = "/api/v1/contacts/{id}/private", tag = "contacts", params(("id" = String, Path)), responses((status = 200, body = Contact)))]
pub async fn unmark_contact_private(
    State(app): State<App>,
    Agent(scope): Agent,
    from: Address,
    Path(id): Path<ContactId>,
) -> Answer<Json<Contact>> {
    scope.need_owner(OwnerOnly::PrivateContacts)?;
    let actor = Actor::of(&scope, from);
    write(&app, scope, move |tx, scope| private::unmark(tx, scope, &actor, id)).await
}

/// Blocks a contact: what it writes reaches nobody, and it gets no sign of that.
#[utoipa::path(put, path = "/api/v1/contacts/{id}/block", tag = "contacts", params(("id" = String, Path)), responses((status = 200, body = Contact)))]
pub async fn block_contact(
    State(app): State<App>,
    Agent(scope): Agent,
    from: Address,
    Path(id): Path<ContactId>,
) -> Answer<Json<Contact>> {
    scope.need(Permission::ContactBlock)?;
    let actor = Actor::of(&scope, from);
    write(&app, scope, move |tx, scope| block::block(tx, scope, &actor, id)).await
}

/// Lets a blocked contact through again.
#[utoipa::path(delete, path = "/api/v1/contacts/{id}/block", tag = "contacts", params(("id" = String, Path)), responses((status = 200, body = Contact)))]
pub async fn unblock_contact(
    State(app): State<App>,
    Agent(scope): Agent,
    from: Address,
    Path(id): Path<ContactId>,
) -> Answer<Json<Contact>> {
    scope.need(Permission::ContactBlock)?;
    let actor = Actor::of(&scope, from);
    write(&app, scope, move |tx, scope| block::unblock(tx, scope, &actor, id)).await
}

/// Which members ever served this contact, and when; none of the contents.
#[utoipa::path(get, path = "/api/v1/contacts/{id}/served-by", tag = "chatlog", params(("id" = String, Path)), responses((status = 200, body = Page<ServedBy>)))]
pub async fn list_served_by(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ContactId>,
) -> Answer<Json<Page<ServedBy>>> {
    scope.need(Permission::ChatlogView)?;
    Ok(Json(Page::whole(app.db.read(move |q| served::served_by(q, &scope, id)).await?)))
}

async fn write(
    app: &App,
    scope: Scope,
    mut act: impl FnMut(&mut Tx<'_>, &Scope) -> Result<Contact> + Send + 'static,
) -> Answer<Json<Contact>> {
    Ok(Json(app.db.write(scope.workspace, move |tx| act(tx, &scope)).await?))
}
