//! Texts that others collected to break programs, in every text field of the API: each is kept as the field says, or refused
//! with the field's name, and then nothing has changed.
//!
//! Without `YINGKE_CORPORA` only the handful of our own is tried. Each field gets its share of the texts, and the fields
//! together get all; `YINGKE_CORPORA_WHOLE=1` tries every text in every field, which takes an hour.

use super::texts::{Kept, QUERIES, TEXTS, Text};
use crate::bodies::Ours;
use crate::house::{Answer, House};
use crate::objects::Things;
use serde_json::Value;

/// What we thought of ourselves.
const OWN: &[&str] = &[
    "",
    " ",
    "\0",
    "a\0b",
    "\u{feff}",
    "\u{200b}\u{200d}",
    "\u{202e}txt.exe",
    "a\r\nb: c",
    "a\u{2028}b",
    "\u{1b}[31m",
    "=1+1",
    "@SUM(1)",
    "\u{3164}",
    "Ａ：Ｂ",
    "null",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "' or 1=1 --",
    "%00%0d%0a",
    "{{7*7}}",
    "../../../etc/passwd",
    "𠮷野家",
    "👩‍👩‍👧‍👦",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "İıſßẞ",
    "\u{fdfa}\u{fdfa}",
];

pub fn strings() -> Vec<String> {
    let mut all = Vec::new();
    let Some(folder) = std::env::var_os("YINGKE_CORPORA").filter(|folder| !folder.is_empty()) else { return all };
    let folder = std::path::PathBuf::from(folder);
    let read =
        |path: &str| std::fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let naughty: Vec<String> = serde_json::from_str(&read("naughty/blns.json")).expect("a list of texts");
    all.extend(naughty);
    all.extend(read("xss/payloads.txt").lines().map(str::to_owned));
    let purifier: Vec<Value> = serde_json::from_str(&read("xss/dompurify.json")).expect("a list");
    all.extend(purifier.iter().filter_map(|one| one["payload"].as_str()).map(str::to_owned));
    all
}

/// Every third of the own ones, every `of`-th of the others.
fn share(all: &[String], at: usize, of: usize) -> Vec<String> {
    let long = ["长".repeat(30_000), "a".repeat(256), "\u{1f600}".repeat(41)];
    let own: Vec<String> = OWN.iter().map(|text| (*text).to_owned()).chain(long).collect();
    if std::env::var_os("YINGKE_CORPORA_WHOLE").is_some() {
        return own.into_iter().chain(all.iter().cloned()).collect();
    }
    let own = own.into_iter().skip(at % 3).step_by(3);
    own.chain(all.iter().skip(at).step_by(of).cloned()).collect()
}

struct Trial {
    ours: Ours,
    /// Visitors are held back after some hundred messages, and there are more texts than that.
    said: usize,
}

impl Trial {
    async fn path(&mut self, call: &str) -> (String, String) {
        let (method, path) = call.split_once(' ').expect("a method and a path");
        let path = path.replace("{self}", &self.ours.house.people["agent"].id);
        (method.to_owned(), self.ours.path(&path).await)
    }

    async fn tries(&mut self, field: &Text, sent: &str) -> Result<(), String> {
        if field.who == "visitor" {
            self.said += 1;
            if self.said.is_multiple_of(200) {
                let fresh = self.ours.house.visitor(&self.ours.house.inboxes[0], "客人").await;
                self.ours.house.people.insert("visitor", fresh);
            }
        }
        let (method, path) = self.path(field.call).await;
        let quoted = serde_json::to_string(sent).expect("a text");
        let body = field.body.replace("INBOX", &self.ours.house.inboxes[0]).replace("NOBODY", &domain::id::encode(77));
        let body = body.replace("NEW", &self.ours.house.new_name()).replace("TEXT", &quoted[1..quoted.len() - 1]);
        let before = self.state(field, &path).await;
        let answer =
            self.ours.house.send_raw(&method, &path, &self.ours.house.people[field.who].token.clone(), body).await;
        match answer.status {
            200..300 => self.is_kept(field, sent, answer).await,
            400..500 => {
                refused_well(field, &answer)?;
                let after = self.state(field, &path).await;
                if before == after { Ok(()) } else { Err(format!("refused and changed: {}", answer.text)) }
            }
            _ => Err(answer.text),
        }
    }

    /// What a refusal must not have changed: the object itself, where it can be asked for.
    async fn state(&self, field: &Text, path: &str) -> Option<Answer> {
        let shown = matches!(field.call, "PATCH /settings/service" | "PATCH /settings/shop" | "PATCH /me")
            || ["PATCH /agents", "PATCH /contacts", "PATCH /inboxes/{inbox}"]
                .iter()
                .any(|call| field.call.starts_with(call));
        if !shown {
            return None;
        }
        Some(self.ours.house.by(field.who, "GET", path, None).await)
    }

    async fn is_kept(&mut self, field: &Text, sent: &str, answer: Answer) -> Result<(), String> {
        if field.kept == Kept::Unseen {
            return Ok(());
        }
        let (shown, pointer) = match field.seen.strip_prefix("PAGE ") {
            Some(pointer) => {
                let id = answer.body["conversation_id"].as_str().unwrap_or_default().to_owned();
                (self.ours.house.by("owner", "GET", &format!("/conversations/{id}"), None).await.ok(), pointer)
            }
            None => (answer.body, field.seen),
        };
        let kept = shown.pointer(pointer).and_then(Value::as_str);
        let well = match (field.kept, kept) {
            // Blanks are nothing; a page's part that cannot be shown is left out, and a title that is not given is made.
            (_, None) => {
                sent.trim().is_empty()
                    || domain::shown::is_blank(sent)
                    || matches!(field.kept, Kept::Cut | Kept::Formed)
            }
            (Kept::Same, Some(kept)) => kept == sent || kept == sent.trim() || domain::shown::is_blank(sent),
            (Kept::Cut, Some(kept)) => sent.trim().starts_with(kept),
            (Kept::Formed | Kept::Unseen, Some(kept)) => !kept.is_empty(),
        };
        if well { Ok(()) } else { Err(format!("kept as {kept:?}")) }
    }
}

fn refused_well(field: &Text, answer: &Answer) -> Result<(), String> {
    if ![400, 413, 422].contains(&answer.status) {
        return Ok(());
    }
    let named: String = answer.body["error"]["field"]
        .as_str()
        .unwrap_or_default()
        .split(['[', ']'])
        .enumerate()
        .filter(|(i, _)| i % 2 == 0)
        .map(|(_, part)| part)
        .collect();
    let fits = !named.is_empty()
        && (field.field == named
            || field.field.starts_with(&format!("{named}."))
            || named.starts_with(&format!("{}.", field.field))
            || field.field.ends_with(&format!(".{named}")));
    if fits { Ok(()) } else { Err(format!("refused without its field: {}", answer.text)) }
}

async fn trial() -> Trial {
    let mut ours = Ours { house: House::build().await, things: Things::default() };
    // A form that has a name and an ending that may be rated are what two of the fields need.
    let path = ours.path("/inboxes/{inbox}").await;
    let form =
        serde_json::json!({"settings": {"form": {"fields": [{"key": "name", "label": "称呼", "type": "text"}]}}});
    ours.house.by("owner", "PATCH", &path, Some(form.clone())).await.ok();
    let first = format!("/inboxes/{}", ours.house.inboxes[0]);
    ours.house.by("owner", "PATCH", &first, Some(form)).await.ok();
    Trial { ours, said: 0 }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_field_keeps_what_it_is_given_or_says_what_is_wrong() {
    let (all, mut trial) = (strings(), trial().await);
    let (mut wrong, mut taken) = (Vec::new(), 0);
    for (at, field) in TEXTS.iter().enumerate() {
        for sent in share(&all, at, TEXTS.len()) {
            match trial.tries(field, &sent).await {
                Ok(()) => taken += 1,
                Err(why) => wrong.push(format!(
                    "{} {}: {:?}: {why}",
                    field.call,
                    field.field,
                    sent.chars().take(60).collect::<String>()
                )),
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), taken + wrong.len(), wrong.join("\n"));
}

/// Messages and the search for them get more of the texts than other fields: they are what strangers write.
#[tokio::test(flavor = "multi_thread")]
async fn every_text_may_be_said_and_looked_for() {
    let (all, mut trial) = (share(&strings(), 0, 3), trial().await);
    let said =
        TEXTS.iter().find(|field| field.call == "POST /visitor/messages" && field.field == "text").expect("messages");
    let mut wrong = Vec::new();
    for sent in &all {
        if let Err(why) = trial.tries(said, sent).await {
            wrong.push(format!("{sent:?}: {why}"));
        }
        let asked: String =
            form_urlencoded::byte_serialize(sent.chars().take(500).collect::<String>().as_bytes()).collect();
        let answer = trial.ours.house.by("owner", "GET", &format!("/chatlog?limit=1&q={asked}"), None).await;
        if answer.status >= 300 && answer.status != 422 {
            wrong.push(format!("looking for {sent:?}: {} {}", answer.status, answer.text));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_takes_any_text_or_says_what_is_wrong() {
    let (all, mut trial) = (strings(), trial().await);
    let mut wrong = Vec::new();
    for (at, (path, parameter)) in QUERIES.iter().enumerate() {
        let path = trial.ours.path(&path.replace("{file}", &domain::id::encode(5))).await;
        let who = if path.starts_with("/visitor/messages") { "visitor" } else { "owner" };
        for sent in share(&all, at, QUERIES.len()) {
            let asked: String =
                form_urlencoded::byte_serialize(sent.chars().take(2_000).collect::<String>().as_bytes()).collect();
            let answer = trial.ours.house.by(who, "GET", &format!("{path}?{parameter}={asked}"), None).await;
            let named = answer.body["error"]["field"].as_str().is_some();
            let well = answer.status < 300 || answer.status == 404 || (answer.status == 422 && named);
            if !well {
                wrong.push(format!("{path} {parameter}: {sent:?}: {} {}", answer.status, answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
