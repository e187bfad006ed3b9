//! 为什么分给我: a stored decision in plain words, in both languages, so that no page invents its own.

use super::{Counts, Decision, Reason, Rule};
use crate::id::AgentId;

/// The same said twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

/// The rule, then the head count it saw. `name` gives an agent's name as the reader may see it.
pub fn explain(decision: &Decision, name: impl Fn(AgentId) -> String) -> Words {
    let (zh, en) = decision.rule.words();
    let mut words = match decision.assignee().map(name) {
        Some(agent) => Words { zh: format!("{agent}：{zh}"), en: format!("{agent}: {en}") },
        None => Words { zh: zh.to_owned(), en: en.to_owned() },
    };
    let counts = decision.because.counts;
    if counts.candidates > 0 {
        words.zh.push_str(&heads_zh(counts));
        words.en.push_str(&heads_en(counts));
    }
    words
}

fn heads_zh(c: Counts) -> String {
    let Counts { candidates, takes_part, online, busy, suspended, offline, full, .. } = c;
    format!(
        "当时入口范围内 {candidates} 人，其中参与分流 {takes_part} 人：在线 {online}（已满 {full}）、忙碌 {busy}、挂起 {suspended}、离线 {offline}。"
    )
}

fn heads_en(c: Counts) -> String {
    let Counts { candidates, takes_part, online, busy, suspended, offline, full, .. } = c;
    format!(
        " Of {candidates} candidates {takes_part} took part: {online} online ({full} full), {busy} busy, {suspended} suspended, {offline} offline."
    )
}

impl Rule {
    /// Chinese and English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Rule::Blocked => ("客户已被拉黑，消息不会送达客服。", "The contact is blocked, so nothing is delivered."),
            Rule::Private => (
                "这是店主的私密联系人，只由店主接待。",
                "This is the owner's private contact; only the owner serves it.",
            ),
            Rule::Addressed => {
                ("客户通过该客服的专属链接进来。", "The contact came through this agent's personal link.")
            }
            Rule::Sticky => ("该客服最近接待过这位客户，优先由熟人接待。", "This agent served the contact recently."),
            Rule::Strategy => {
                ("按分流策略，轮到这位在线且有空位的客服。", "Online with room, and next by the routing strategy.")
            }
            Rule::Queue => (
                "有客服在线或忙碌，但暂时都接不了，客户先排队。",
                "Agents are online or busy but none can take it now, so the contact queues.",
            ),
            Rule::Suspended => (
                "没有在线或忙碌的客服，由挂起的客服轮流接待。",
                "Nobody is online or busy, so suspended agents serve in turn.",
            ),
            Rule::Offline => (
                "可接待的客服都不在线，作为离线留言交给该客服。",
                "All candidates are offline; kept by this agent as an offline message.",
            ),
            Rule::Pool => {
                ("可接待的客服都不在线，放入留言池。", "All candidates are offline, so it waits in the message pool.")
            }
            Rule::Transfer => ("由同事转交。", "Transferred by a colleague."),
            Rule::Pick => ("客服主动接入。", "Picked by the agent."),
            Rule::Assign => ("由主管指派。", "Assigned by a supervisor."),
            Rule::Return => (
                "接收人未打开就离线了，退回转交人。",
                "The receiver went offline without opening it, so it returned to the sender.",
            ),
        }
    }
}

impl Reason {
    /// Chinese and English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Reason::Chosen => ("由其接待", "chosen"),
            Reason::Tie => ("条件相同，这次轮到别人", "equal, but it was another's turn"),
            Reason::Further => ("可以接待，但策略优先选了别人", "could serve, but the strategy preferred another"),
            Reason::NoWeight => ("权重为 0，有权重的同事还有空位", "weight 0 while a weighted colleague has room"),
            Reason::NotNeeded => ("可以接待，但前面的规则已决定", "could serve, but an earlier rule settled it"),
            Reason::Full => ("接待数已满", "at capacity"),
            Reason::NoCapacity => ("接待上限为 0，只接转交和主动接入", "capacity 0: only transfers and picks"),
            Reason::Busy => ("忙碌中", "busy"),
            Reason::Suspended => ("挂起中", "suspended"),
            Reason::Unreachable => ("连接刚断开，暂不分配新会话", "connection just dropped"),
            Reason::Offline => ("不在线", "offline"),
            Reason::NotTakingPart => ("不参与分流", "does not take part in routing"),
            Reason::Excepted => ("会话正从其手中转出", "the conversation is being taken from this agent"),
            Reason::AddressedOffline => ("专属链接指定的客服不在线", "addressed, but offline"),
            Reason::AddressedUnreachable => {
                ("专属链接指定的客服连接刚断开", "addressed, but the connection just dropped")
            }
            Reason::AddressedFull => ("专属链接指定的客服接待数已满", "addressed, but at capacity"),
            Reason::AddressedGone => ("专属链接指定的账号已停用或删除", "addressed, but the account is gone"),
            Reason::AddressedOwnerSuspended => {
                ("店主挂起，按设置转给其他客服", "the owner is suspended and the setting sends it to others")
            }
            Reason::StickyTooLong => ("上次接待已超过熟客时限", "served the contact too long ago"),
            Reason::StickyFull => ("上次接待的客服接待数已满", "served last, but at capacity"),
            Reason::StickyBusy => ("上次接待的客服忙碌中", "served last, but busy"),
            Reason::StickyOffline => ("上次接待的客服不在线", "served last, but offline"),
            Reason::StickyUnreachable => ("上次接待的客服连接刚断开", "served last, but the connection just dropped"),
            Reason::OfflineAgentGone => (
                "设置的留言接收人已停用或删除，改由店主接收",
                "the account set for offline messages is gone; the owner keeps it",
            ),
        }
    }
}
