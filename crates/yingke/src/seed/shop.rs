//! The demo shop: its people, how it is set up, and how they act out the stories.

use super::desk::Desk;
use super::stories::{Act, Door, Ending, STORIES, Story};
use super::words;
use axum::http::Method;
use domain::{Error, Result};
use serde_json::{Value, json};
use server::accounts::scope;
use server::realtime::pump::Departure;
use server::workbench::presence::{self, Connection};
use std::collections::HashMap;

pub const NAME: &str = "青岚茶器";

pub struct Person {
    pub name: &'static str,
    nickname: &'static str,
    /// Which role, by its template.
    role: &'static str,
    pub job: &'static str,
    capacity: i64,
}

pub const PEOPLE: &[Person] = &[
    Person { name: "小满", nickname: "小满", role: "agent", job: "售前 · pre-sales", capacity: 2 },
    Person { name: "阿哲", nickname: "阿哲", role: "agent", job: "售后 · after-sales", capacity: 2 },
    Person { name: "云舒", nickname: "云舒", role: "supervisor", job: "客服主管 · supervisor", capacity: 2 },
];

const AFTER_SALES: &[&str] = &["阿哲", "云舒"];

pub struct Shop {
    pub desk: Desk,
    owner: String,
    inbox: String,
    group: String,
    link: String,
    /// By agent id: who answers is whom routing chose.
    tokens: HashMap<String, String>,
    ids: HashMap<&'static str, String>,
    tags: HashMap<&'static str, String>,
    at_work: Vec<(String, Connection)>,
    visitors: HashMap<&'static str, String>,
    sent: u32,
}

fn text(value: &Value, name: &str) -> Result<String> {
    let found = value[name].as_str().map(str::to_owned);
    found.ok_or_else(|| Error::internal_error(format!("an answer has no {name}: {value}")))
}

impl Shop {
    pub async fn opens(desk: Desk, password: &str) -> Result<Shop> {
        let new = json!({ "name": NAME, "phone": "13800000000", "password": password });
        let registered = desk.post("/api/v1/workspaces", "", new).await?;
        let owner = text(&registered, "token")?;
        let inbox = text(&desk.get("/api/v1/inboxes", &owner).await?["items"][0], "id")?;
        let mut shop = Shop {
            tokens: HashMap::from([(text(&registered["agent"], "id")?, owner.clone())]),
            desk,
            owner,
            inbox,
            group: String::new(),
            link: String::new(),
            ids: HashMap::new(),
            tags: HashMap::new(),
            at_work: Vec::new(),
            visitors: HashMap::new(),
            sent: 0,
        };
        shop.hires(password).await?;
        shop.sets_up().await?;
        Ok(shop)
    }

    async fn hires(&mut self, password: &str) -> Result<()> {
        let roles = self.desk.get("/api/v1/roles", &self.owner).await?;
        for person in PEOPLE {
            let role = roles["items"].as_array().into_iter().flatten().find(|role| role["template"] == person.role);
            let role = role.ok_or_else(|| Error::internal_error(format!("no role {}", person.role)))?;
            let new = json!({
                "name": person.name, "nickname": person.nickname, "password": password, "roles": [role["id"]],
                "takes_routing": true, "capacity": person.capacity,
            });
            let id = text(&self.desk.post("/api/v1/agents", &self.owner, new).await?, "id")?;
            let login = json!({ "login": format!("{NAME}:{}", person.name), "password": password });
            let token = text(&self.desk.post("/api/v1/session", "", login).await?, "token")?;
            self.tokens.insert(id.clone(), token);
            self.ids.insert(person.name, id);
        }
        Ok(())
    }

    async fn sets_up(&mut self) -> Result<()> {
        let members: Vec<&String> = AFTER_SALES.iter().filter_map(|name| self.ids.get(name)).collect();
        let group = json!({ "name": "售后组", "agent_ids": members });
        self.group = text(&self.desk.post("/api/v1/groups", &self.owner, group).await?, "id")?;
        let link = json!({ "name": "包裹里的售后卡", "group_ids": [self.group] });
        let path = format!("/api/v1/inboxes/{}/links", self.inbox);
        self.link = text(&self.desk.post(&path, &self.owner, link).await?, "key")?;
        let look = json!({ "name": "网店", "settings": {
            "title": NAME, "color": "#2f6f5e",
            "welcome_text": "您好，欢迎来到青岚茶器。想看茶壶、茶杯，还是要查订单？",
            "offline_text": "现在是休息时间，请留下问题，我们早上 9 点后依次回复您。",
        } });
        self.desk.call(Method::PATCH, &format!("/api/v1/inboxes/{}", self.inbox), &self.owner, look).await?;
        // A demo is looked at for longer than customers are silent.
        let patience = json!({ "chat_idle_end_seconds": 7 * 86_400 });
        self.desk.call(Method::PATCH, "/api/v1/settings/routing", &self.owner, patience).await?;
        self.finds_words().await
    }

    /// Tags, quick replies, and how it says goodbye.
    async fn finds_words(&mut self) -> Result<()> {
        for (name, color) in words::TAGS {
            let tag = self.desk.post("/api/v1/tags", &self.owner, json!({ "name": name, "color": color })).await?;
            self.tags.insert(*name, text(&tag, "id")?);
        }
        let import = |scope: &str, phrases: &[words::Phrase]| {
            let items = phrases.iter().map(|p| {
                json!({ "scope": scope, "folder": p.folder, "abbreviation": p.abbreviation, "title": p.title, "text": p.text })
            });
            json!({ "items": items.collect::<Vec<Value>>() })
        };
        self.desk.post("/api/v1/phrases/import", &self.owner, import("team", words::TEAM)).await?;
        for (name, phrases) in words::PERSONAL {
            let token = self.ids.get(name).and_then(|id| self.tokens.get(id)).unwrap_or(&self.owner);
            self.desk.post("/api/v1/phrases/import", token, import("personal", phrases)).await?;
        }
        let service = json!({ "closing_text": words::CLOSING, "forbidden_words": words::FORBIDDEN.iter()
            .map(|(word, action)| json!({ "word": word, "action": action })).collect::<Vec<Value>>() });
        self.desk.call(Method::PATCH, "/api/v1/settings/service", &self.owner, service).await.map(drop)
    }

    pub async fn comes_to_work(&mut self) -> Result<()> {
        for id in self.ids.values() {
            let scope = scope::by_token(&self.desk.app, &self.tokens[id]).await?;
            self.at_work.push((id.clone(), presence::connect(&self.desk.app, &scope).await?));
        }
        Ok(())
    }

    pub async fn goes_home(&mut self) -> Result<()> {
        for (id, connection) in std::mem::take(&mut self.at_work) {
            let scope = scope::by_token(&self.desk.app, &self.tokens[&id]).await?;
            presence::disconnect(&self.desk.app, &scope, connection, Departure::SignedOut).await;
        }
        Ok(())
    }

    /// Nobody stays signed in.
    pub async fn closes(self) -> Result<()> {
        for token in self.tokens.values() {
            self.desk.call(Method::DELETE, "/api/v1/session", token, Value::Null).await?;
        }
        self.desk.app.db.clone().close().await;
        Ok(())
    }

    pub async fn plays(&mut self, number: usize, act: &Act) -> Result<()> {
        let story = &STORIES[number];
        match act {
            Act::Says(words) => self.visitor_says(story, words).await,
            Act::Rates(score, words) => self.visitor_rates(story, *score, words).await,
            Act::Owner(words) => {
                let conversation = self.conversation(story).await?;
                let owner = self.owner.clone();
                self.writes(&conversation, &owner, "text", words).await
            }
            act => {
                let conversation = self.conversation(story).await?;
                let assignee = text(&conversation, "assignee_id")?;
                let token = self.tokens.get(&assignee).cloned().unwrap_or_else(|| self.owner.clone());
                self.agent_acts(&conversation, &token, act).await
            }
        }
    }

    async fn agent_acts(&mut self, conversation: &Value, token: &str, act: &Act) -> Result<()> {
        let path = format!("/api/v1/conversations/{}", text(conversation, "id")?);
        match act {
            Act::Answers(words) => self.writes(conversation, token, "text", words).await,
            Act::Notes(words) => self.writes(conversation, token, "note", words).await,
            Act::Drafts(words) => {
                self.desk.call(Method::PUT, &format!("{path}/draft"), token, json!({ "text": words })).await.map(drop)
            }
            Act::HandsToAfterSales(reason) => {
                let order = json!({ "group_id": self.group, "reason": reason, "confirm": true });
                self.desk.post(&format!("{path}/transfer"), token, order).await.map(drop)
            }
            Act::PutsOff(seconds) => {
                let until = self.desk.app.now().plus_seconds(*seconds);
                self.desk.post(&format!("{path}/snooze"), token, json!({ "until": until })).await.map(drop)
            }
            Act::MarksPrivate => {
                let contact = text(&conversation["contact"], "id")?;
                let path = format!("/api/v1/contacts/{contact}/private");
                self.desk.call(Method::PUT, &path, &self.owner, Value::Null).await.map(drop)
            }
            Act::Ends(Ending { category, solved, note }) => {
                let order = json!({ "summary": { "category": category, "solved": solved, "note": note } });
                self.desk.post(&format!("{path}/end"), token, order).await.map(drop)
            }
            Act::Tags(names) => {
                let ids: Vec<&String> = names.iter().filter_map(|name| self.tags.get(name)).collect();
                self.desk.call(Method::PUT, &format!("{path}/tags"), token, json!({ "tag_ids": ids })).await.map(drop)
            }
            Act::Says(_) | Act::Rates(..) | Act::Owner(_) => Ok(()),
        }
    }

    async fn writes(&mut self, conversation: &Value, token: &str, kind: &str, words: &str) -> Result<()> {
        let path = format!("/api/v1/conversations/{}", text(conversation, "id")?);
        self.desk.post(&format!("{path}/read"), token, json!({ "seq": conversation["seq"] })).await?;
        self.sent += 1;
        let message = json!({ "client_id": format!("seed-{}", self.sent), "kind": kind, "text": words });
        self.desk.post(&format!("{path}/messages"), token, message).await.map(drop)
    }

    async fn visitor_says(&mut self, story: &Story, words: &str) -> Result<()> {
        let token = match self.visitors.get(story.visitor.name) {
            Some(token) => token.clone(),
            None => self.arrives(story).await?,
        };
        self.sent += 1;
        let page = json!({ "url": story.page.0, "title": story.page.1 });
        let message = json!({ "client_id": format!("seed-{}", self.sent), "text": words, "page": page });
        self.desk.post("/api/v1/visitor/messages", &token, message).await.map(drop)
    }

    async fn visitor_rates(&mut self, story: &Story, score: i64, words: &str) -> Result<()> {
        let token = self.visitors.get(story.visitor.name).map_or("", String::as_str);
        let mut rating = json!({ "score": score });
        if !words.is_empty() {
            rating["comment"] = json!(words);
        }
        self.desk.post("/api/v1/visitor/rating", token, rating).await.map(drop)
    }

    async fn arrives(&mut self, story: &Story) -> Result<String> {
        let mut new = json!({ "page": { "url": story.page.0, "title": story.page.1 } });
        match story.door {
            Door::Shop => new["inbox_id"] = json!(self.inbox),
            Door::ParcelCard => new["link"] = json!(self.link),
        }
        let claims: serde_json::Map<String, Value> =
            story.visitor.claims.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        if !claims.is_empty() {
            new["identity"] = json!({ "claims": claims });
        }
        let token = text(&self.desk.post("/api/v1/visitor/sessions", "", new).await?, "token")?;
        self.visitors.insert(story.visitor.name, token.clone());
        Ok(token)
    }

    async fn conversation(&self, story: &Story) -> Result<Value> {
        let visitor = self.visitors.get(story.visitor.name).map_or("", String::as_str);
        let id = text(&self.desk.get("/api/v1/visitor/conversation", visitor).await?, "id")?;
        self.desk.get(&format!("/api/v1/conversations/{id}"), &self.owner).await
    }
}
