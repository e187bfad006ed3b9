//! The routing settings of a workspace: the rules of `domain::routing` and the windows around them, stored as one JSON text.

use crate::settings::service;
use db::{Query, args};
use domain::id::{AgentId, WorkspaceId};
use domain::routing::{OfflineRule, Rules, Strategy};
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET/PATCH /settings/routing`. Every window is in seconds, 1 or more.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Settings {
    /// `least_open`, `saturation`, `weighted` or `round_robin`.
    #[schema(value_type = String)]
    pub strategy: Strategy,
    pub sticky_seconds: i64,
    pub sticky_suspended_seconds: i64,
    pub sticky_over_capacity: bool,
    pub addressed_owner_suspended_reroute: bool,
    /// `owner`, `agent` or `pool`.
    #[schema(value_type = String)]
    pub offline_rule: OfflineRule,
    pub offline_agent_id: Option<AgentId>,
    /// How long a dropped connection keeps the shown presence.
    pub grace_seconds: i64,
    pub reopen_chat_seconds: i64,
    pub reopen_mail_seconds: i64,
    /// A chat whose visitor is silent so long after our last answer ends by itself.
    pub chat_idle_end_seconds: i64,
    /// After so long in the queue the visitor is asked to leave a message; null: never.
    pub queue_timeout_seconds: Option<i64>,
    /// Whether the contact reads a neutral line when he is handed over.
    pub transfer_notice: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let rules = Rules::default();
        Settings {
            strategy: rules.strategy,
            sticky_seconds: rules.sticky_seconds,
            sticky_suspended_seconds: rules.sticky_suspended_seconds,
            sticky_over_capacity: rules.sticky_over_capacity,
            addressed_owner_suspended_reroute: rules.addressed_owner_suspended_reroute,
            offline_rule: rules.offline_rule,
            offline_agent_id: rules.offline_agent_id,
            grace_seconds: domain::presence::GRACE_SECONDS,
            reopen_chat_seconds: 24 * 3600,
            reopen_mail_seconds: 72 * 3600,
            chat_idle_end_seconds: 30 * 60,
            queue_timeout_seconds: None,
            transfer_notice: false,
        }
    }
}

impl Settings {
    pub fn rules(&self) -> Rules {
        Rules {
            strategy: self.strategy,
            sticky_seconds: self.sticky_seconds,
            sticky_suspended_seconds: self.sticky_suspended_seconds,
            sticky_over_capacity: self.sticky_over_capacity,
            addressed_owner_suspended_reroute: self.addressed_owner_suspended_reroute,
            offline_rule: self.offline_rule,
            offline_agent_id: self.offline_agent_id,
        }
    }

    /// The window in which an ended conversation opens again.
    pub fn reopen_seconds(&self, load: domain::routing::Load) -> i64 {
        match load {
            domain::routing::Load::Chat => self.reopen_chat_seconds,
            domain::routing::Load::Mail => self.reopen_mail_seconds,
        }
    }
}

const LOAD: &str = "select routing from workspaces where id = $1";

pub fn load(q: &mut impl Query, workspace: WorkspaceId) -> Result<Settings> {
    let text: String = q.one(LOAD, &args![workspace], |row| row.get("routing"))?;
    parse(&text)
}

/// The column `workspaces.routing`.
pub fn parse(stored: &str) -> Result<Settings> {
    serde_json::from_str(stored).map_err(|error| Error::internal_error(format!("stored routing settings: {error}")))
}

/// The body of `PATCH`: what is named changes, null clears what may be empty.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Patch {
    #[schema(value_type = Option<String>)]
    strategy: Option<Strategy>,
    sticky_seconds: Option<i64>,
    sticky_suspended_seconds: Option<i64>,
    sticky_over_capacity: Option<bool>,
    addressed_owner_suspended_reroute: Option<bool>,
    #[schema(value_type = Option<String>)]
    offline_rule: Option<OfflineRule>,
    #[serde(deserialize_with = "crate::http::json::nullable")]
    #[schema(value_type = Option<String>)]
    offline_agent_id: Option<Option<AgentId>>,
    grace_seconds: Option<i64>,
    reopen_chat_seconds: Option<i64>,
    reopen_mail_seconds: Option<i64>,
    chat_idle_end_seconds: Option<i64>,
    #[serde(deserialize_with = "crate::http::json::nullable")]
    #[schema(value_type = Option<i64>)]
    queue_timeout_seconds: Option<Option<i64>>,
    transfer_notice: Option<bool>,
}

/// The longest window: a year.
const LONGEST_SECONDS: i64 = 366 * 24 * 3600;

fn window(field: &str, asked: Option<i64>, target: &mut i64) -> Result<()> {
    if let Some(seconds) = asked {
        if !(1..=LONGEST_SECONDS).contains(&seconds) {
            return Err(Error::invalid(
                field,
                "时间应至少为 1 秒，最长一年。",
                "The time must be at least 1 second and at most a year.",
            ));
        }
        *target = seconds;
    }
    Ok(())
}

impl Patch {
    pub fn apply(self, s: &mut Settings) -> Result<()> {
        window("sticky_seconds", self.sticky_seconds, &mut s.sticky_seconds)?;
        window("sticky_suspended_seconds", self.sticky_suspended_seconds, &mut s.sticky_suspended_seconds)?;
        window("grace_seconds", self.grace_seconds, &mut s.grace_seconds)?;
        window("reopen_chat_seconds", self.reopen_chat_seconds, &mut s.reopen_chat_seconds)?;
        window("reopen_mail_seconds", self.reopen_mail_seconds, &mut s.reopen_mail_seconds)?;
        window("chat_idle_end_seconds", self.chat_idle_end_seconds, &mut s.chat_idle_end_seconds)?;
        match self.queue_timeout_seconds {
            Some(Some(seconds)) => {
                let mut checked = 0;
                window("queue_timeout_seconds", Some(seconds), &mut checked)?;
                s.queue_timeout_seconds = Some(checked);
            }
            Some(None) => s.queue_timeout_seconds = None,
            None => {}
        }
        s.strategy = self.strategy.unwrap_or(s.strategy);
        s.sticky_over_capacity = self.sticky_over_capacity.unwrap_or(s.sticky_over_capacity);
        s.addressed_owner_suspended_reroute =
            self.addressed_owner_suspended_reroute.unwrap_or(s.addressed_owner_suspended_reroute);
        s.offline_rule = self.offline_rule.unwrap_or(s.offline_rule);
        s.offline_agent_id = self.offline_agent_id.unwrap_or(s.offline_agent_id);
        s.transfer_notice = self.transfer_notice.unwrap_or(s.transfer_notice);
        if s.offline_rule == OfflineRule::Agent && s.offline_agent_id.is_none() {
            return Err(Error::invalid(
                "offline_agent_id",
                "请选择一位客服接收离线留言。",
                "Choose an agent for offline messages.",
            ));
        }
        Ok(())
    }
}

/// The reminder of a silent contact comes before the end, or it would come never (`settings::service` asks the same).
fn check_reminder(tx: &mut db::Tx, settings: &Settings) -> Result<()> {
    let workspace = tx.workspace();
    match service::load(tx, workspace)?.idle_reminder_seconds {
        Some(reminder) if reminder >= settings.chat_idle_end_seconds => Err(Error::invalid(
            "chat_idle_end_seconds",
            format!("要晚于提醒客户的时间（{reminder} 秒）。"),
            format!("It must come after the reminder ({reminder} seconds)."),
        )),
        _ => Ok(()),
    }
}

const IS_OURS: &str = "select 1 as found from agents where workspace_id = $1 and id = $2 and state = 'active'";
const STORE: &str = "update workspaces set routing = $2 where id = $1";

/// Changes what the patch names. The whole result is checked before anything is stored.
pub fn patch(tx: &mut db::Tx, patch: Patch) -> Result<Settings> {
    let workspace = tx.workspace();
    let mut settings = load(tx, workspace)?;
    patch.apply(&mut settings)?;
    check_reminder(tx, &settings)?;
    if let Some(agent) = settings.offline_agent_id
        && tx.maybe(IS_OURS, &args![workspace, agent], |_| Ok(()))?.is_none()
    {
        return Err(Error::invalid("offline_agent_id", "没有这位客服。", "There is no such agent."));
    }
    let text = serde_json::to_string(&settings).map_err(|error| Error::internal_error(error.to_string()))?;
    tx.exec(STORE, &args![workspace, text])?;
    crate::floor::rules_changed(tx);
    Ok(settings)
}
