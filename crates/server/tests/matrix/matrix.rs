//! Every route × every kind of caller × every kind of object.

use crate::board::Board;
use crate::callers::{COLUMNS, Column};
use crate::house::{Answer, House};
use crate::objects::{Kind, MADE_UP, NO_ID, THEIRS, Things};
use crate::routes::{ROUTES, Route, UPLOAD, fill};
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn every_route_has_an_entry() {
    let document = serde_json::to_value(server::routes::document()).expect("a document");
    let mut served = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            served.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let tried: BTreeSet<String> = ROUTES.iter().map(Route::name).collect();
    let (new, gone): (Vec<_>, Vec<_>) = (served.difference(&tried).collect(), tried.difference(&served).collect());
    assert!(new.is_empty() && gone.is_empty(), "routes.rs lacks {new:?} and knows {gone:?}, which nobody serves");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_do_what_is_as_reviewed() {
    let mut trial = Trial { house: House::build().await, things: Things::default(), board: Board::default() };
    let kinds =
        [Kind::Agent, Kind::Role, Kind::Group, Kind::Inbox, Kind::Contact, Kind::Conversation, Kind::Tag, Kind::Phrase];
    for kind in kinds {
        for label in kind.labels() {
            for column in &COLUMNS {
                trial.things.get(&trial.house, kind, label, column.name).await;
            }
        }
    }
    for route in ROUTES {
        trial.tries(route).await;
    }
    trial.board.compare("permissions.txt");
}

struct Trial {
    house: House,
    things: Things,
    board: Board,
}

/// What came back, without the id that was asked for.
type Row = Vec<(Answer, String)>;

impl Trial {
    async fn tries(&mut self, route: &Route) {
        let title = if route.variant.is_empty() {
            route.call.to_owned()
        } else {
            format!("{}  ({})", route.call, route.variant)
        };
        self.board.head(&title);
        let mut rows = Vec::new();
        for label in route.object.labels() {
            let row = self.row(route, label).await;
            let cells: Vec<String> = row.iter().map(|(answer, _)| answer.status.to_string()).collect();
            self.board.line(&format!("  {label}"), &cells.iter().map(String::as_str).collect::<Vec<_>>(), &notes(&row));
            self.tells(route, &row).await;
            rows.push((*label, row));
        }
        nothing_crosses(&title, &rows);
    }

    async fn row(&mut self, route: &Route, label: &'static str) -> Row {
        if route.writes() { self.row_of_writes(route, label).await } else { self.row_of_reads(route, label).await }
    }

    /// All at once: nobody changes what another sees.
    async fn row_of_reads(&mut self, route: &Route, label: &'static str) -> Row {
        let mut ids = Vec::new();
        for column in &COLUMNS {
            ids.push(self.things.get(&self.house, route.object, label, column.name).await.id);
        }
        let calls = COLUMNS.iter().zip(&ids).map(|(column, id)| call(&self.house, route, column, id));
        let answers = futures_util::future::join_all(calls).await;
        answers.into_iter().zip(ids).map(|(answer, id)| shown(answer, &id)).collect()
    }

    async fn row_of_writes(&mut self, route: &Route, label: &'static str) -> Row {
        let mut row = Vec::new();
        for column in &COLUMNS {
            let id = self.things.get(&self.house, route.object, label, column.name).await.id;
            let answer = call(&self.house, route, column, &id).await;
            if answer.status < 300 || route.is_about_own_message() {
                self.things.spend(route.object, label, column.name);
                self.put_back(route, label, column).await;
            }
            row.push(shown(answer, &id));
        }
        row
    }

    /// Columns stay what they are: who signed out signs in again, and rights of callers are given back.
    async fn put_back(&mut self, route: &Route, label: &str, column: &'static Column) {
        match (route.call, label) {
            ("DELETE /session", _) => {
                let person = self.house.sign_in(&self.house.people[column.name].login).await;
                self.house.people.insert(column.name, person);
            }
            ("PATCH /settings/shop", _) if route.variant == "name" => {
                let name = json!({"name": self.house.people[column.name].login});
                self.house.by(column.name, "PATCH", "/settings/shop", Some(name)).await.ok();
            }
            ("POST /visitor/logout", _) => self.house.welcome(column).await,
            ("PATCH /agents/{id}", "self") => self.house.restore_rights(column).await,
            ("PATCH /roles/{id}", "held") => self.house.restore_role("agent").await,
            ("PATCH /roles/{id}", "managers'") => self.house.restore_role("admin").await,
            _ => {}
        }
    }

    /// What an answer shows, and which objects a list holds.
    async fn tells(&mut self, route: &Route, row: &Row) {
        for (text, meaning) in route.tells {
            self.mark(
                &format!("    tells {meaning}"),
                row.iter().map(|(answer, _)| answer.status == 200 && answer.text.contains(text)),
            );
        }
        if route.lists == Kind::None {
            return;
        }
        for label in route.lists.labels().iter().filter(|label| ![MADE_UP, NO_ID].contains(*label)) {
            let mut holds = Vec::new();
            for (column, (answer, _)) in COLUMNS.iter().zip(row) {
                let id = self.things.get(&self.house, route.lists, label, column.name).await.id;
                holds.push(ids(answer).contains(&id));
            }
            self.mark(&format!("    holds {label}"), holds.into_iter());
        }
    }

    fn mark(&mut self, label: &str, marks: impl Iterator<Item = bool>) {
        let marks: Vec<&str> = marks.map(|marked| if marked { "✓" } else { "·" }).collect();
        self.board.line(label, &marks, "");
    }
}

async fn call(house: &House, route: &Route, column: &Column, id: &str) -> Answer {
    let person = &house.people[column.name];
    if route.body == UPLOAD {
        return house.upload(&person.token).await;
    }
    let body = fill(house, route.body, id);
    let body = (!body.is_empty()).then(|| serde_json::from_str(&body).expect("a body of JSON"));
    let message = if route.is_about_own_message() { note(house, column, id).await } else { String::new() };
    let answer = house.send(route.method(), &route.path_for(id, &message), &person.token, body).await;
    assert!(answer.status < 500, "{} by {}: {}", route.call, column.name, answer.text);
    answer
}

/// The caller's own note, or one that never was where he may not write.
async fn note(house: &House, column: &Column, conversation: &str) -> String {
    let note = serde_json::json!({"client_id": house.new_name(), "kind": "note", "text": "写错了"});
    let path = format!("/conversations/{conversation}/messages");
    let answer = house.send("POST", &path, &house.people[column.name].token, Some(note)).await;
    answer.body["id"].as_str().map_or_else(|| domain::id::encode(9_876_543_211), str::to_owned)
}

fn shown(answer: Answer, id: &str) -> (Answer, String) {
    let text = without(&answer.text, id);
    (answer, text)
}

fn without(text: &str, id: &str) -> String {
    let bare = id.split(['?', '/']).next_back().filter(|id| !id.is_empty());
    [Some(id).filter(|id| !id.is_empty()), bare]
        .into_iter()
        .flatten()
        .fold(text.to_owned(), |text, id| text.replace(id, "ID"))
}

/// The ids of a list's own items; those of the chat log are one level deeper.
fn ids(answer: &Answer) -> Vec<String> {
    let items = answer.body["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["id"].as_str().or(item["conversation"]["id"].as_str())).map(str::to_owned).collect()
}

/// The reasons behind the numbers, each with the callers who met it.
fn notes(row: &Row) -> String {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for (column, (answer, _)) in COLUMNS.iter().zip(row) {
        let (reason, field) = (answer.reason(), answer.body["error"]["field"].as_str().unwrap_or(""));
        let said = format!(
            "{} {reason}{}{field}",
            answer.status,
            if reason.is_empty() || field.is_empty() { "" } else { " " }
        );
        if reason.is_empty() && field.is_empty() {
            continue;
        }
        match reasons.iter_mut().find(|(known, _)| *known == said) {
            Some((_, who)) => who.push(column.short),
            None => reasons.push((said, vec![column.short])),
        }
    }
    let told: Vec<String> = reasons.into_iter().map(|(said, who)| format!("{said}: {}", who.join(" "))).collect();
    told.join("; ")
}

/// Another shop's object, one that never was, and what is no id get one and the same answer, word for word.
fn nothing_crosses(title: &str, rows: &[(&str, Row)]) {
    let find = |label: &str| rows.iter().find(|(found, _)| *found == label).map(|(_, row)| row);
    let public = title.contains("/visitor/") || title.contains("/files/");
    let (Some(theirs), Some(made_up), Some(no_id), false) = (find(THEIRS), find(MADE_UP), find(NO_ID), public) else {
        return;
    };
    for (n, column) in COLUMNS.iter().enumerate() {
        assert_eq!(made_up[n].1, no_id[n].1, "{title}, by {}", column.name);
        if column.name != "rival" {
            assert_eq!(
                (theirs[n].0.status, &theirs[n].1),
                (made_up[n].0.status, &made_up[n].1),
                "{title}, by {}",
                column.name
            );
        }
    }
}
