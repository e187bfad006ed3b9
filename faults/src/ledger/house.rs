//! The house as the owner sees it: all messages, who serves whom, who waits.

use super::Report;
use crate::Result;
use crate::shop::Shop;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// Every message of every conversation, each with its `contact`.
pub async fn stored(shop: &Shop) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for conversation in shop.all("/conversations").await? {
        let id = conversation["id"].as_str().ok_or("a conversation without id")?;
        let mut after = 0;
        loop {
            let page = shop.get(&format!("/conversations/{id}/messages?limit=200&after={after}")).await?;
            let items = page["items"].as_array().ok_or("no messages")?;
            let Some(last) = items.last() else { break };
            after = last["seq"].as_i64().ok_or("a message without number")?;
            all.extend(items.iter().cloned().map(|mut message| {
                message["contact"] = conversation["contact"]["id"].clone();
                message
            }));
        }
    }
    Ok(all)
}

/// Agents come back and jobs run for a while after a fault; in the end everything must be in its place.
pub async fn check(shop: &Shop, within: Duration, report: &mut Report) -> Result<()> {
    let mut found = vec!["never looked".to_owned()];
    let looking = async {
        loop {
            found = wrong(shop).await?;
            if found.is_empty() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    };
    let looked: std::result::Result<Result<()>, _> = tokio::time::timeout(within, looking).await;
    if let Ok(Err(error)) = looked {
        return Err(error);
    }
    report.wrong.append(&mut found);
    Ok(())
}

/// What should not be at this moment.
async fn wrong(shop: &Shop) -> Result<Vec<String>> {
    let (conversations, team) = (shop.all("/conversations").await?, shop.get("/team").await?);
    let mut wrong = Vec::new();
    let (mut loads, mut live) = (HashMap::<&str, i64>::new(), HashSet::new());
    for c in &conversations {
        let (id, status) = (c["id"].as_str().unwrap_or_default(), c["status"].as_str().unwrap_or_default());
        let assignee = c["assignee_id"].as_str();
        match (status, assignee) {
            ("open" | "snoozed", Some(agent)) => *loads.entry(agent).or_default() += 1,
            ("queued" | "pooled", None) | ("ended", _) => {}
            _ => wrong.push(format!("{id} is {status} with {assignee:?}")),
        }
        if matches!(status, "queued" | "pooled") && c["queued_at"].is_null() {
            wrong.push(format!("{id} waits without a place in line"));
        }
        if status != "ended" && !live.insert(c["contact"]["id"].as_str()) {
            wrong.push(format!("{id} is a second live conversation of {}", c["contact"]["id"]));
        }
    }
    let queued = conversations.iter().filter(|c| c["status"] == "queued").count();
    for agent in team.as_array().or(team["items"].as_array()).into_iter().flatten() {
        let id = agent["id"].as_str().unwrap_or_default();
        let (counted, said) = (loads.get(id).copied().unwrap_or(0), agent["open_chats"].as_i64().unwrap_or(-1));
        if counted != said {
            wrong.push(format!("{} has a load of {said}, counted are {counted}", agent["name"]));
        }
        // The workbenches are open to the end.
        if agent["owner"] != true && agent["presence"] != "online" {
            wrong.push(format!("{} is {} with an open workbench", agent["name"], agent["presence"]));
        }
        let room = agent["capacity"].as_i64().unwrap_or(0) - said;
        if queued > 0 && room > 0 && agent["presence"] == "online" && agent["takes_routing"] == true {
            wrong.push(format!("{queued} wait while {} has room for {room}", agent["name"]));
        }
    }
    let waiting = shop.all("/conversations?view=queue").await?.len();
    if waiting != queued {
        wrong.push(format!("the queue shows {waiting} of {queued}"));
    }
    Ok(wrong)
}
