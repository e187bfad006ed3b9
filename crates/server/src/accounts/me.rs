//! The signed-in account itself: who am I, what may I do, what comes next; and what one may change about oneself.

use super::scope::{self, Scope};
use super::store::agents::{self};
use super::store::workspaces;
use super::{agents as accounts, announce, view};
use crate::App;
use crate::channels::ChannelView;
use domain::account::AccountName;
use domain::id::InboxId;
use domain::{Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub agent: view::AgentView,
    pub workspace: view::WorkspaceView,
    /// Everything that roles and ticks add up to.
    pub permissions: Vec<String>,
    pub owner: bool,
    /// `zh-CN` or `en`; null follows the browser.
    pub locale: Option<String>,
    /// The kinds of inboxes there can be.
    pub channels: Vec<ChannelView>,
    /// The owner's first steps; null for everybody else.
    pub setup: Option<FirstSteps>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FirstSteps {
    pub colleagues: i64,
    /// The inbox whose tag to copy.
    pub inbox_id: Option<InboxId>,
    /// A visitor has written already.
    pub tried: bool,
    /// Somebody of the shop has answered a visitor.
    pub answered: bool,
    /// The owner has answered whether to take part in routing.
    pub asked_routing: bool,
}

pub async fn look(app: &App, scope: Scope) -> Result<Me> {
    let (now, channels) = (app.now(), app.channels.views());
    app.db
        .read(move |q| {
            let account = agents::one(q, scope.workspace, scope.agent)?;
            let workspace = workspaces::one(q, scope.workspace)?;
            let setup = if scope.owner {
                let progress = workspaces::progress(q, scope.workspace)?;
                Some(FirstSteps {
                    colleagues: progress.colleagues,
                    inbox_id: progress.inbox,
                    tried: progress.tried,
                    answered: progress.answered,
                    asked_routing: account.asked_routing,
                })
            } else {
                None
            };
            let locale = account.locale.clone();
            let agent = view::seen_by(&scope, account, &workspace, now);
            let permissions = scope.grants.to_strings();
            Ok(Me {
                agent,
                workspace: workspace.into(),
                permissions,
                owner: scope.owner,
                locale,
                channels: channels.clone(),
                setup,
            })
        })
        .await
}

/// What is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub nickname: Option<String>,
    pub locale: Option<Option<String>>,
    pub asked_routing: Option<bool>,
}

pub async fn change(app: &App, scope: Scope, change: Change) -> Result<Me> {
    let nickname = change.nickname.as_deref().map(accounts::nickname).transpose()?;
    let locale = change.locale.map(check_locale).transpose()?;
    let who = scope.clone();
    app.db
        .write(scope.workspace, move |tx| {
            let mut account = agents::one(tx, who.workspace, who.agent)?;
            let name = AccountName::parse("name", &account.name)?;
            account.nickname = nickname.clone().unwrap_or(account.nickname);
            account.locale = locale.clone().unwrap_or(account.locale);
            account.asked_routing = change.asked_routing.unwrap_or(account.asked_routing);
            agents::save(tx, &account, &name)?;
            announce::me_updated(tx, &[who.agent])?;
            announce::agent_updated(tx, who.agent)
        })
        .await?;
    let session = scope.session;
    look(app, scope::by_session(app, session).await?).await
}

fn check_locale(locale: Option<String>) -> Result<Option<String>> {
    match locale.as_deref() {
        None | Some("zh-CN" | "en") => Ok(locale),
        Some(_) => Err(Error::invalid("locale", "只支持 zh-CN 和 en。", "Only zh-CN and en are supported.")),
    }
}
