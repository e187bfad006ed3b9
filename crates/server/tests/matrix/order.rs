//! 401 → 403 → 404 → 422: who is asked first, then the right, then the object, then what was sent.

use crate::house::House;
use crate::objects::{Kind, MADE_UP, Things};
use crate::routes::{ROUTES, UPLOAD, fill};

const NONSENSE: &str = r#"{"no_such_field": true}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_judged_only_after_the_caller() {
    let (house, mut things) = (House::build().await, Things::default());
    let (mut forbidden, mut invalid) = (0, 0);
    for route in ROUTES.iter().filter(|route| route.writes() && !route.body.is_empty() && route.body != UPLOAD) {
        let label = route.object.labels()[0];
        for who in ["nobody", "idle", "owner"] {
            let id = things.get(&house, route.object, label, who).await.id;
            let (path, token) = (route.path_for(&id, &domain::id::encode(1)), &house.people[who].token);
            let body = serde_json::from_str(&fill(&house, route.body, &id)).expect("a body of JSON");
            let sent = house.send(route.method(), &path, token, Some(body)).await;
            let nonsense = house.send_raw(route.method(), &path, token, NONSENSE).await;
            match sent.status {
                401 => assert_eq!(nonsense, sent, "{} by {who}", route.call),
                403 => {
                    assert_eq!(nonsense.status, 403, "{} by {who}: {}", route.call, nonsense.text);
                    forbidden += 1;
                }
                _ => {
                    assert_eq!(nonsense.status, 422, "{} by {who}: {}", route.call, nonsense.text);
                    assert_eq!(nonsense.body["error"]["field"], "no_such_field", "{}", route.call);
                    invalid += 1;
                }
            }
            if sent.status < 300 {
                things.spend(route.object, label, who);
            }
        }
    }
    assert!(forbidden > 20 && invalid > 30, "the callers have lost their rights: {forbidden}, {invalid}");
}

/// With a body that means something but is wrong, an object out of reach is not found.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_body_is_told_only_to_who_reaches_the_object() {
    let (house, mut things) = (House::build().await, Things::default());
    let wrong = [
        ("PATCH /agents/{id}", Kind::Agent, r#"{"capacity": -1}"#),
        ("PUT /agents/{id}/password", Kind::Agent, r#"{"password": "1"}"#),
        ("PATCH /roles/{id}", Kind::Role, r#"{"permissions": ["no.right"]}"#),
        ("PATCH /groups/{id}", Kind::Group, r#"{"name": ""}"#),
        ("PATCH /contacts/{id}", Kind::Contact, r#"{"name": ""}"#),
        ("PATCH /inboxes/{id}", Kind::Inbox, r#"{"name": ""}"#),
        ("POST /inboxes/{id}/links", Kind::Inbox, r#"{"name": ""}"#),
        ("POST /conversations/{id}/messages", Kind::Conversation, r#"{"client_id": "", "text": ""}"#),
        ("POST /conversations/{id}/transfer", Kind::Conversation, "{}"),
        ("POST /conversations/{id}/assign", Kind::Conversation, "{}"),
        ("POST /conversations/{id}/snooze", Kind::Conversation, r#"{"until": "2001-01-01T00:00:00.000Z"}"#),
        ("POST /conversations/{id}/read", Kind::Conversation, r#"{"seq": -1}"#),
    ];
    for (call, kind, body) in wrong {
        let (method, path) = call.split_once(' ').expect("a method and a path");
        for (label, status) in [("colleague", 422), (MADE_UP, 404), (crate::objects::THEIRS, 404)] {
            let label = match (label, kind) {
                ("colleague", Kind::Role) => "ordinary",
                ("colleague", Kind::Group | Kind::Inbox) => "ours",
                ("colleague", Kind::Contact | Kind::Conversation) => "colleague's",
                (label, _) => label,
            };
            let id = things.get(&house, kind, label, "owner").await.id;
            let answer = house.send_raw(method, &path.replace("{id}", &id), &house.people["owner"].token, body).await;
            assert_eq!(answer.status, status, "{call} {label}: {}", answer.text);
        }
    }
}
