//! A visitor's session: opening and continuing it, saying who he is, leaving.

use super::availability::Staffing;
use super::entry::{self, Entry, PublicInbox};
use super::fill_in;
use super::identity::{self, Identity, Person};
use super::person::{self, BySignature};
use crate::App;
use crate::conversations::page::{goes_to, tell_agents};
use crate::conversations::visitor_view::{self, VisitorConversation};
use crate::http::address::Address;
use crate::visitors::browser::Browser;
use crate::visitors::page::{self, VisitedPage};
use crate::visitors::scope::{self, VisitorScope};
use crate::visitors::{Door, token};
use db::{Query, Tx};
use domain::id::{ContactId, InboxId};
use domain::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// Either this or `link`.
    pub inbox_id: Option<InboxId>,
    /// A link's key.
    pub link: Option<String>,
    pub identity: Option<Identity>,
    /// Of an earlier session, to be the same visitor again; one that has died is passed over.
    pub token: Option<String>,
    pub page: Option<VisitedPage>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    pub token: String,
    pub visitor_id: ContactId,
    pub inbox: PublicInbox,
    #[serde(flatten)]
    pub staffing: Staffing,
    /// The form need not be shown.
    pub form_done: bool,
    pub conversation: Option<VisitorConversation>,
}

/// What the request itself tells of the visitor.
#[derive(Debug, Clone)]
pub struct Visit {
    pub address: Address,
    pub browser: Browser,
    pub page: Option<Value>,
}

/// A token that is good, and whose it is.
#[derive(Debug, Clone)]
struct Held {
    token: String,
    contact: ContactId,
}

pub async fn open(app: &App, address: Address, browser: Browser, new: NewSession) -> Result<Session> {
    let entry = entry::find(app, new.inbox_id, new.link).await?;
    let person = match new.identity {
        Some(identity) => Some(check(app, &entry, identity).map_err(|error| within("identity", error))?),
        None => None,
    };
    let page = new.page.map(|told| page::describe(app, entry.workspace, told, &browser));
    let visit = Visit { address, browser, page };
    let held = held(app, &entry, new.token).await?;
    if held.is_none() {
        app.limits.visitor_sessions.take(&visit.address)?;
    }
    let arrival = Arrival { door: entry.door, person, held, fresh: app.new_token(), visit };
    let (token, visitor_id) = app.db.write(entry.workspace, move |tx| arrive(tx, &arrival)).await?;
    let (workspace, door, now) = (entry.workspace, entry.door, app.now());
    let inbox = entry.public();
    let answer = app.db.read(move |q| {
        Ok(Session {
            token: token.clone(),
            visitor_id,
            inbox: inbox.clone(),
            staffing: Staffing::of(q, workspace, door, now)?,
            form_done: fill_in::is_done(q, workspace, &entry.settings, visitor_id)?,
            conversation: conversation_of(q, visitor_id, door.inbox)?,
        })
    });
    answer.await
}

/// The visitor's newest conversation, as he may see it.
pub fn conversation_of(q: &mut impl Query, contact: ContactId, inbox: InboxId) -> Result<Option<VisitorConversation>> {
    let current = visitor_view::current(q, contact, inbox)?;
    current.map(|conversation| VisitorConversation::of(q, &conversation)).transpose()
}

fn check(app: &App, entry: &Entry, identity: Identity) -> Result<Person> {
    // Without a signature to check, a secret that cannot be opened is in nobody's way.
    let secrets = if identity.jwt.is_some() { entry.secrets(app)? } else { Vec::new() };
    identity::check(identity, &secrets, entry.door.inbox, app.now())
}

fn within(outer: &str, error: Error) -> Error {
    let field = match error.field.as_deref() {
        Some(field) if field != outer => format!("{outer}.{field}"),
        _ => outer.to_owned(),
    };
    error.field(&field)
}

/// Tokens of other inboxes are no tokens here.
async fn held(app: &App, entry: &Entry, token: Option<String>) -> Result<Option<Held>> {
    let Some(token) = token else { return Ok(None) };
    match scope::by_token(app, &token).await {
        Ok(known) if known.inbox == entry.door.inbox => Ok(Some(Held { token, contact: known.contact })),
        Ok(_) => Ok(None),
        Err(error) if error.code == Code::Unauthorized => Ok(None),
        Err(error) => Err(error),
    }
}

struct Arrival {
    door: Door,
    person: Option<Person>,
    held: Option<Held>,
    /// A new token, for when one is needed.
    fresh: String,
    visit: Visit,
}

/// Who it is and with which token he goes on. A signature leads to its own contact, whatever was said before without it;
/// the token changes with the contact, and the old one dies.
fn arrive(tx: &mut Tx<'_>, arrival: &Arrival) -> Result<(String, ContactId)> {
    let (door, locale) = (arrival.door, arrival.visit.browser.language);
    let contact = match (&arrival.person, &arrival.held) {
        (Some(Person::Signed { sub, .. }), _) => person::signed(tx, door.inbox, sub, locale)?,
        (_, Some(held)) => held.contact,
        (_, None) => person::anonymous(tx, door.inbox, locale)?,
    };
    let renamed = match &arrival.person {
        Some(Person::Signed { particulars, .. }) => person::fill(tx, contact, particulars, BySignature::Yes)?,
        Some(Person::Claimed(particulars)) => person::fill(tx, contact, particulars, BySignature::No)?,
        None => false,
    };
    person::seen(tx, contact, locale)?;
    let page = match (&arrival.visit.page, &arrival.held) {
        (Some(page), _) => Some(page.clone()),
        (None, Some(held)) => token::page(tx, &held.token)?,
        (None, None) => None,
    };
    let moved = goes_to(tx, door.inbox, contact, page.as_ref())?;
    if renamed || moved {
        tell_agents(tx, door.inbox, contact)?;
    }
    if let Some(held) = &arrival.held {
        if held.contact == contact {
            token::renew(tx, &held.token, door, page.as_ref())?;
            return Ok((held.token.clone(), contact));
        }
        token::revoke(tx, &held.token, door.inbox, held.contact)?;
    }
    token::issue(tx, &arrival.fresh, door, contact, page.as_ref())?;
    Ok((arrival.fresh.clone(), contact))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Identified {
    /// A new token when the visitor became another contact; the one used for this call is dead then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    pub visitor_id: ContactId,
}

pub async fn identify(
    app: &App,
    scope: &VisitorScope,
    token: String,
    visit: Visit,
    identity: Identity,
) -> Result<Identified> {
    let entry = entry::by_inbox(app, scope.inbox).await?;
    let person = Some(check(app, &entry, identity)?);
    let door = Door { inbox: scope.inbox, link: scope.link };
    let held = Some(Held { token: token.clone(), contact: scope.contact });
    let arrival = Arrival { door, person, held, fresh: app.new_token(), visit };
    let (now_held, visitor_id) = app.db.write(scope.workspace, move |tx| arrive(tx, &arrival)).await?;
    Ok(Identified { token: (now_held != token).then_some(now_held), visitor_id })
}

/// The token dies; what was said stays with the contact.
pub async fn leave(app: &App, scope: &VisitorScope, token: String) -> Result<()> {
    let (inbox, contact) = (scope.inbox, scope.contact);
    app.db.write(scope.workspace, move |tx| token::revoke(tx, &token, inbox, contact)).await
}
