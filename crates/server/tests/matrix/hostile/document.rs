//! The API document names every field; one that is tried nowhere fails here.

use super::texts::{QUERIES, TEXTS, TRIED_ELSEWHERE};
use crate::bodies::FIELDS;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// `POST /tags` and `name`: what takes a text that is no choice from a list.
fn fields(document: &Value) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (path, calls) in document["paths"].as_object().expect("paths") {
        for (method, call) in calls.as_object().expect("calls") {
            let name = format!("{} {}", method.to_uppercase(), general(path.trim_start_matches("/api/v1")));
            for content in call["requestBody"]["content"].as_object().unwrap_or(&Map::new()).values() {
                let mut inside = Vec::new();
                walk(document, &content["schema"], "", &mut inside, 0);
                found.extend(inside.into_iter().map(|field| (name.clone(), field)));
            }
        }
    }
    found
}

/// `/tags/{id}` and `/tags/{tag}` are one path.
fn general(path: &str) -> String {
    let parts = path
        .replace("{link}", "{x}")
        .split('/')
        .map(|part| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() })
        .collect::<Vec<_>>();
    parts.join("/")
}

fn walk(document: &Value, schema: &Value, at: &str, found: &mut Vec<String>, depth: usize) {
    assert!(depth < 30, "{at} has no end");
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        return walk(document, document.pointer(pointer).expect("a schema"), at, found, depth + 1);
    }
    for kind in ["allOf", "anyOf", "oneOf"] {
        for one in schema[kind].as_array().into_iter().flatten() {
            walk(document, one, at, found, depth + 1);
        }
    }
    let is = |kind: &str| {
        schema["type"] == kind || schema["type"].as_array().is_some_and(|all| all.iter().any(|one| one == kind))
    };
    if is("array") {
        walk(document, &schema["items"], at, found, depth + 1);
    }
    for (name, part) in schema["properties"].as_object().unwrap_or(&Map::new()) {
        let below = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        walk(document, part, &below, found, depth + 1);
    }
    let free = is("object") && schema["properties"].is_null() && !at.is_empty();
    if free || (is("string") && schema["enum"].is_null()) {
        found.push(at.to_owned());
    }
}

#[test]
fn every_text_and_every_id_in_a_body_is_tried() {
    let document = serde_json::to_value(server::routes::document()).expect("a document");
    let called = |call: &str| {
        general(&call.replace("/inboxes/{link}", "/inboxes/{}/links/{}").replace("/agents/{self}", "/agents/{}"))
    };
    let mut tried: BTreeSet<(String, String)> =
        TEXTS.iter().map(|text| (called(text.call), text.field.to_owned())).collect();
    tried.extend(FIELDS.iter().map(|(_, call, field, ..)| (called(call), (*field).to_owned())));
    // Tests of their own: `bodies`, `borrowed`.
    for (call, field) in [
        ("PUT /conversations/{}/tags", "tag_ids"),
        ("POST /conversations/{}/end", "tag_ids"),
        ("POST /visitor/sessions", "inbox_id"),
        ("POST /conversations/{}/messages", "reply_to"),
        ("POST /visitor/messages", "reply_to"),
    ] {
        tried.insert((call.to_owned(), field.to_owned()));
    }
    let all = fields(&document);
    let missing: Vec<_> = all
        .iter()
        .filter(|(call, field)| {
            let elsewhere = TRIED_ELSEWHERE.iter().any(|(other, begins, _)| call == other && field.starts_with(begins));
            !elsewhere && !tried.contains(&(call.clone(), field.clone()))
        })
        .collect();
    assert!(missing.is_empty(), "tried nowhere: {missing:#?}");
    assert!(all.len() > 120, "the document has lost its fields: {}", all.len());
}

#[test]
fn every_text_in_a_query_is_tried() {
    let document = serde_json::to_value(server::routes::document()).expect("a document");
    let tried: BTreeSet<(String, &str)> = QUERIES.iter().map(|(path, parameter)| (general(path), *parameter)).collect();
    let mut missing = Vec::new();
    for (path, calls) in document["paths"].as_object().expect("paths") {
        for parameter in calls["get"]["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query")
        {
            let (name, kind) = (parameter["name"].as_str().expect("a name"), &parameter["schema"]["type"]);
            let text = kind != "integer"
                && kind != "boolean"
                && !kind.to_string().contains("integer")
                && !kind.to_string().contains("boolean");
            let path = general(path.trim_start_matches("/api/v1"));
            if text && !tried.contains(&(path.clone(), name)) {
                missing.push((path, name.to_owned()));
            }
        }
    }
    assert!(missing.is_empty(), "tried nowhere: {missing:#?}");
}
