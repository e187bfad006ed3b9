//! The shop and who works there, made by the program itself.

use crate::Result;
use crate::desk::{Desk, id_of};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::Path;

/// Besides the two who are watched.
const OTHERS: usize = 30;
const PASSWORD: &str = "correct horse 9";
const SHOP: &str = "青岚茶器";

/// Ids as they are stored, and tokens to sign in with.
#[derive(Clone, Serialize, Deserialize)]
pub struct People {
    pub workspace: i64,
    pub inbox: i64,
    pub owner: i64,
    pub owner_token: String,
    /// With ten conversations.
    pub few: i64,
    pub few_token: String,
    /// With a tenth of all.
    pub many: i64,
    pub many_token: String,
    /// Sees what his group serves.
    pub leader: i64,
    pub leader_token: String,
    pub group: i64,
    pub others: Vec<i64>,
    pub tags: Vec<i64>,
    /// How many there are once the desk is filled.
    #[serde(default)]
    pub messages: u64,
}

const FILE: &str = "people.json";

impl People {
    pub fn keep(&self, folder: &Path) -> Result<()> {
        Ok(std::fs::write(folder.join(FILE), serde_json::to_vec(self)?)?)
    }

    pub fn of(folder: &Path) -> Result<People> {
        Ok(serde_json::from_slice(&std::fs::read(folder.join(FILE))?)?)
    }
}

pub async fn hire(host: &str) -> Result<People> {
    let desk = Desk::at(host)?;
    let new = json!({"name": SHOP, "email": "owner@example.com", "password": PASSWORD});
    let registered = desk.post("", "/workspaces", &new).await?;
    let owner = registered["token"].as_str().ok_or("no token")?.to_owned();
    let (few, few_token) = hires(&desk, &owner, "few", &[]).await?;
    let (many, many_token) = hires(&desk, &owner, "many", &[]).await?;
    let wide = ["chat.view:group", "chatlog.view:group"];
    let (leader, leader_token) = hires(&desk, &owner, "leader", &wide).await?;
    // Nobody is there to go on with what was left open; it stays so for as long as it is measured.
    desk.patch(&owner, "/settings/routing", &json!({"chat_idle_end_seconds": 365 * 86_400})).await?;
    let mut others = Vec::new();
    for number in 0..OTHERS {
        others.push(hires(&desk, &owner, &format!("a{number}"), &[]).await?.0);
    }
    let members: Vec<String> = [leader, others[0], others[1]].iter().map(|id| domain::id::encode(*id)).collect();
    let group = desk.post(&owner, "/groups", &json!({"name": "售后", "agent_ids": members})).await?;
    let mut tags = Vec::new();
    for name in ["售前", "售后", "物流", "投诉", "大客户"] {
        tags.push(id_of(&desk.post(&owner, "/tags", &json!({"name": name, "color": "blue"})).await?["id"])?);
    }
    Ok(People {
        workspace: id_of(&registered["workspace"]["id"])?,
        inbox: id_of(&desk.get(&owner, "/inboxes").await?["items"][0]["id"])?,
        owner: id_of(&registered["agent"]["id"])?,
        owner_token: owner,
        few,
        few_token,
        many,
        many_token,
        leader,
        leader_token,
        group: id_of(&group["id"])?,
        others,
        tags,
        messages: 0,
    })
}

async fn hires(desk: &Desk, owner: &str, name: &str, rights: &[&str]) -> Result<(i64, String)> {
    let mut new = json!({"name": name, "password": PASSWORD, "capacity": 200});
    if !rights.is_empty() {
        new["permissions"] = json!(rights);
    }
    let agent = desk.post(owner, "/agents", &new).await?;
    let who = json!({"login": format!("{SHOP}:{name}"), "password": PASSWORD});
    let session = desk.post("", "/session", &who).await?;
    Ok((id_of(&agent["id"])?, session["token"].as_str().ok_or("no token")?.to_owned()))
}
