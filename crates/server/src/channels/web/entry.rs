//! The door a visitor comes through, before anybody knows who he is: found by inbox or by a link's key.

use super::settings::{self, WebSettings};
use crate::App;
use crate::visitors::Door;
use crate::visitors::inbox_secret;
use db::{Query, Row, args};
use domain::id::{InboxId, WorkspaceId};
use domain::{Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone)]
pub struct Entry {
    pub workspace: WorkspaceId,
    pub door: Door,
    pub settings: WebSettings,
    /// The shop's name.
    shop: String,
    /// The secrets that are good now, the newer first, as they are stored.
    sealed: Vec<String>,
}

/// What the chat needs to know of its inbox.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicInbox {
    pub id: InboxId,
    /// The shop's name when nothing else is set.
    pub title: String,
    pub welcome_text: Option<String>,
    pub offline_text: Option<String>,
    pub color: Option<String>,
    /// `auto`, `zh-CN` or `en`.
    #[schema(value_type = Option<String>)]
    pub locale: Option<super::settings::WebLocale>,
    /// `right` or `left`.
    #[schema(value_type = Option<String>)]
    pub position: Option<super::settings::Position>,
    /// To be answered before the first message, unless the session says that it was.
    pub form: Option<super::form::Form>,
    pub faq: Vec<super::settings::Faq>,
    pub offline_email: super::settings::OfflineEmail,
}

impl Entry {
    /// The secrets that are good now. One that cannot be opened (sealed under another key) is passed over while another can.
    pub fn secrets(&self, app: &App) -> Result<Vec<String>> {
        let place = inbox_secret(self.door.inbox);
        let (mut open, mut refused) = (Vec::new(), None);
        for sealed in &self.sealed {
            match app.key.open(&place, sealed) {
                Ok(secret) => open.push(secret),
                Err(error) => refused = Some(error),
            }
        }
        match refused {
            Some(error) if open.is_empty() => Err(error),
            Some(error) => {
                tracing::warn!(error.internal = %error, "One of two secrets of an inbox is of no use.");
                Ok(open)
            }
            None => Ok(open),
        }
    }

    pub fn public(&self) -> PublicInbox {
        let settings = self.settings.clone();
        PublicInbox {
            id: self.door.inbox,
            title: settings.title.unwrap_or_else(|| self.shop.clone()),
            welcome_text: settings.welcome_text,
            offline_text: settings.offline_text,
            color: settings.color,
            locale: settings.locale,
            position: settings.position,
            form: settings.form,
            faq: settings.faq,
            offline_email: settings.offline_email,
        }
    }
}

const BY_INBOX: &str = "
select i.workspace_id, i.id as inbox_id, i.settings, i.secret, i.previous_secret, w.name as shop
from inboxes i join workspaces w on w.id = i.workspace_id where i.id = $1 and i.kind = 'web' and i.deleted_at is null";

const BY_KEY: &str = "
select i.workspace_id, i.id as inbox_id, i.settings, i.secret, i.previous_secret, w.name as shop, l.id as link_id
from links l join inboxes i on i.id = l.inbox_id join workspaces w on w.id = i.workspace_id
where l.key = $1 and l.deleted_at is null and i.kind = 'web' and i.deleted_at is null";

/// Exactly one of the two names the door.
pub async fn find(app: &App, inbox: Option<InboxId>, link: Option<String>) -> Result<Entry> {
    match (inbox, link) {
        (Some(inbox), None) => by_inbox(app, inbox).await,
        (None, Some(key)) if key.contains('\0') => Err(Error::not_found()),
        (None, Some(key)) => {
            let by_key = move |row: &Row<'_>| {
                let entry = of_row(row)?;
                Ok(Entry { door: Door { link: Some(row.get("link_id")?), ..entry.door }, ..entry })
            };
            app.db.read(move |q| q.one(BY_KEY, &args![&key], by_key)).await
        }
        _ => Err(Error::invalid("inbox_id", "请给出 inbox_id 或 link 之一。", "Please give either inbox_id or link.")),
    }
}

pub async fn by_inbox(app: &App, inbox: InboxId) -> Result<Entry> {
    app.db.read(move |q| q.one(BY_INBOX, &args![inbox], of_row)).await
}

fn of_row(row: &Row<'_>) -> Result<Entry> {
    let secrets: [Option<String>; 2] = [row.get("secret")?, row.get("previous_secret")?];
    Ok(Entry {
        workspace: row.get("workspace_id")?,
        door: Door { inbox: row.get("inbox_id")?, link: None },
        settings: settings::stored(row.get("settings")?)?,
        shop: row.get("shop")?,
        sealed: secrets.into_iter().flatten().collect(),
    })
}
