//! Names that show nothing, or more than a line: refused wherever a name is given, and nothing has changed.

use super::texts::TEXTS;
use crate::bodies::Ours;
use crate::house::House;
use crate::objects::Things;

/// Where a name stands in one line. Elsewhere a text may have several.
const ONE_LINE: &[&str] =
    &["name", "nickname", "folder", "abbreviation", "title", "summary_categories", "settings.form.fields.label"];

#[tokio::test(flavor = "multi_thread")]
async fn a_name_shows_something_and_stands_in_one_line() {
    let mut ours = Ours { house: House::build().await, things: Things::default() };
    let mut tried = 0;
    for text in TEXTS.iter().filter(|text| ONE_LINE.contains(&text.field) && text.who != "nobody") {
        let (method, path) = text.call.split_once(' ').expect("a method and a path");
        let path = ours.path(path).await;
        for name in ["\u{200b}\u{feff}", "\u{3164}", "\u{2800}\u{202e}", "上\n下", "上\u{2028}下", "\u{7}铃"] {
            let quoted = serde_json::to_string(name).expect("a text");
            let body = text.body.replace("NEW", &ours.house.new_name()).replace("TEXT", &quoted[1..quoted.len() - 1]);
            let token = ours.house.people[text.who].token.clone();
            let answer = ours.house.send_raw(method, &path, &token, body).await;
            // A nickname of nothing is the account's name.
            let absent = text.call == "POST /agents" && text.field == "nickname" && domain::shown::is_blank(name);
            assert_eq!(answer.status, if absent { 201 } else { 422 }, "{} {name:?}: {}", text.call, answer.text);
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}
