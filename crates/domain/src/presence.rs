//! Presence 状态: what an agent chose, seen through whether a workbench is connected (spec §3).

use crate::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Online,
    Busy,
    Suspended,
    Offline,
}

impl Presence {
    pub const fn as_str(self) -> &'static str {
        match self {
            Presence::Online => "online",
            Presence::Busy => "busy",
            Presence::Suspended => "suspended",
            Presence::Offline => "offline",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Presence::Online, Presence::Busy, Presence::Suspended, Presence::Offline]
            .into_iter()
            .find(|p| p.as_str() == text)
    }
}

/// An agent's connection as the store knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// At least one socket that is not an observer's.
    Connected,
    /// The last socket closed at this time.
    Dropped(Timestamp),
    /// Never connected, or signed out.
    Away,
}

/// What others see, and whether new work may arrive right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub presence: Presence,
    /// False during the grace time after a dropped connection: shown as before, but gets nothing new.
    pub reachable: bool,
}

/// How long a dropped connection keeps the shown presence.
pub const GRACE_SECONDS: i64 = 30;

pub fn shown(chosen: Presence, line: Line, grace_seconds: i64, now: Timestamp) -> Shown {
    match line {
        Line::Connected => Shown { presence: chosen, reachable: chosen != Presence::Offline },
        Line::Dropped(at) if now < at.plus_seconds(grace_seconds) => Shown { presence: chosen, reachable: false },
        Line::Dropped(_) | Line::Away => Shown { presence: Presence::Offline, reachable: false },
    }
}

/// Signing in brings an agent back who had chosen `offline`; every other choice is remembered.
pub const fn at_sign_in(chosen: Presence) -> Presence {
    match chosen {
        Presence::Offline => Presence::Online,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_connection_keeps_the_shown_presence_for_the_grace_time_but_gets_nothing_new() {
        let dropped = Line::Dropped(Timestamp(1_000));
        let within = shown(Presence::Suspended, dropped, 30, Timestamp(30_999));
        assert_eq!(within, Shown { presence: Presence::Suspended, reachable: false });
        assert_eq!(shown(Presence::Suspended, dropped, 30, Timestamp(31_000)).presence, Presence::Offline);
    }

    #[test]
    fn choosing_offline_holds_while_connected_and_ends_at_the_next_sign_in() {
        assert_eq!(shown(Presence::Offline, Line::Connected, 30, Timestamp(0)).presence, Presence::Offline);
        assert_eq!(at_sign_in(Presence::Offline), Presence::Online);
        assert_eq!(at_sign_in(Presence::Suspended), Presence::Suspended);
    }
}
