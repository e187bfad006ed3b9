//! Bodies of JSON: nested, doubled, numbers of any size, and the settings and forms that are checked part by part.

use domain::Timestamp;
use domain::id::InboxId;
use serde_json::{Map, Value};
use server::channels::web::identity::{self, Identity};
use server::channels::web::{form, settings};
use server::http::json;
use std::collections::BTreeMap;

pub fn eat(data: &[u8]) {
    let (which, body) = match data.split_first() {
        Some((which, body)) => (which % 4, body),
        None => return,
    };
    match which {
        0 => {
            let Ok(given) = json::parse::<Map<String, Value>>(body) else { return };
            if let Ok(kept) = settings::check(given) {
                let again = kept.as_object().cloned().expect("settings are an object");
                assert_eq!(settings::check(again).expect("kept settings are good ones"), kept);
            }
        }
        1 => {
            let Ok(form) = json::parse::<form::Form>(body) else { return };
            drop(form::check(form));
        }
        2 => {
            let Ok(identity) = json::parse::<Identity>(body) else { return };
            drop(identity::check(identity, &[], InboxId(7), Timestamp(0)));
        }
        _ => {
            let Ok(given) = json::parse::<BTreeMap<String, String>>(body) else { return };
            for kind in ["text", "email", "phone"] {
                let field = serde_json::from_str(&format!(r#"{{"key":"name","label":"x","type":"{kind}"}}"#));
                drop(form::answer(&field.expect("a field"), &given));
            }
        }
    }
}
