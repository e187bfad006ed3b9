//! The routes, one line each. In bodies and paths, words with `$` stand for what the house knows; see [`fill`].

use crate::house::{House, PASSWORD, PHONE, Person};
use crate::objects::Kind::{self, *};
use domain::id;

pub struct Route {
    /// Method and path, with the query if it has one.
    pub call: &'static str,
    /// What tells several entries of one route apart.
    pub variant: &'static str,
    pub object: Kind,
    pub body: &'static str,
    /// Texts whose appearance in an answer is shown as a row of its own, and what they mean.
    pub tells: &'static [(&'static str, &'static str)],
    /// A list: which objects of this kind appear in it?
    pub lists: Kind,
}

const fn get(call: &'static str, object: Kind) -> Route {
    Route { call, variant: "", object, body: "", tells: &[], lists: None }
}

const fn list(call: &'static str, lists: Kind, tells: &'static [(&'static str, &'static str)]) -> Route {
    Route { call, variant: "", object: None, body: "", tells, lists }
}

const fn act(call: &'static str, object: Kind, body: &'static str) -> Route {
    Route { call, variant: "", object, body, tells: &[], lists: None }
}

const fn part(call: &'static str, variant: &'static str, object: Kind, body: &'static str) -> Route {
    Route { call, variant, object, body, tells: &[], lists: None }
}

const PRESENCE: (&str, &str) = ("\"presence\":", "presence");
const WHOLE_PHONE: (&str, &str) = (PHONE, "whole phone number");
const MARK: (&str, &str) = ("\"private\":", "the mark of private contacts");

/// Reading comes first, while nothing has been changed.
#[rustfmt::skip]
pub const ROUTES: &[Route] = &[
    get("GET /setup", None),
    get("GET /me", None),
    list("GET /agents?limit=200", Agent, &[PRESENCE]),
    Route { tells: &[PRESENCE], ..get("GET /agents/{id}", Agent) },
    list("GET /roles", Role, &[]),
    get("GET /permissions", None),
    list("GET /groups", Group, &[]),
    get("GET /settings/password", None),
    get("GET /settings/routing", None),
    get("GET /settings/shop", None),
    get("GET /settings/service", None),
    Route { tells: &[("在吗", "what was said")], ..get("GET /audit?limit=200", None) },
    get("GET /socket", None),
    list("GET /team", Agent, &[("\"capacity\":", "loads")]),
    list("GET /conversations?limit=200", Conversation, &[]),
    list("GET /conversations?limit=200&q=%E5%9C%A8%E5%90%97", Conversation, &[]),
    get("GET /conversations?contact={id}", Contact),
    get("GET /conversations/counts", None),
    get("GET /conversations/{id}", Conversation),
    get("GET /conversations/{id}/messages", Conversation),
    get("GET /conversations/{id}/messages?around=1", Conversation),
    get("GET /conversations/{id}/routing", Conversation),
    get("GET /conversations/{id}/transcript", Conversation),
    list("GET /conversations?limit=200&view=mentioned", Conversation, &[]),
    list("GET /chatlog?limit=200", Conversation, &[]),
    list("GET /chatlog?limit=200&q=%E5%9C%A8%E5%90%97", Conversation, &[]),
    list("GET /contacts?limit=200", Contact, &[WHOLE_PHONE, MARK]),
    list("GET /contacts?limit=200&q=13812345678", Contact, &[]),
    Route { tells: &[WHOLE_PHONE, MARK], ..get("GET /contacts/{id}", Contact) },
    get("GET /contacts/{id}/served-by", Contact),
    list("GET /inboxes?limit=200", Inbox, &[]),
    get("GET /inboxes/{id}", Inbox),
    get("GET /inboxes/{id}/qr.svg", Inbox),
    get("GET /inboxes/{id}/links", Inbox),
    get("GET /inboxes/{id}/links/{link}/qr.svg", Link),
    get("GET /files/{id}", File),
    list("GET /tags?counts=true", Tag, &[("\"conversations\":", "how many bear each")]),
    list("GET /phrases", Phrase, &[]),
    get("GET /images?u=http%3A%2F%2F192.0.2.1%2Fa.png&sig=none", None),
    get("GET /visitor/config?inbox_id={id}", Inbox),
    get("GET /visitor/messages", None),
    get("GET /visitor/conversation", None),
    get("GET /visitor/socket", None),
    // Accounts.
    act("POST /workspaces", None, r#"{"name": "$new", "email": "$new@desk.example", "password": "$password"}"#),
    act("POST /session", None, r#"{"login": "$login", "password": "$password"}"#),
    act("PATCH /me", None, r#"{"locale": "zh-CN"}"#),
    act("POST /agents", None, r#"{"name": "$new", "password": "$password"}"#),
    part("POST /agents", "with a right of managers", None, r#"{"name": "$new", "password": "$password", "permissions": ["agent.delete"]}"#),
    part("POST /agents", "with the managers' role", None, r#"{"name": "$new", "password": "$password", "roles": ["$managers"]}"#),
    part("PATCH /agents/{id}", "nickname", Agent, r#"{"nickname": "小一"}"#),
    part("PATCH /agents/{id}", "phone", Agent, r#"{"phone": "13900000000"}"#),
    part("PATCH /agents/{id}", "rights", Agent, r#"{"permissions": ["agent.capacity"]}"#),
    part("PATCH /agents/{id}", "capacity", Agent, r#"{"capacity": 3}"#),
    part("PATCH /agents/{id}", "disabling", Agent, r#"{"state": "disabled"}"#),
    part("PATCH /agents/{id}", "nothing", Agent, "{}"),
    act("PUT /agents/{id}/password", Agent, r#"{"password": "$password", "old_password": "$password"}"#),
    act("PUT /agents/{id}/presence", Agent, r#"{"presence": "busy"}"#),
    act("DELETE /agents/{id}", Agent, ""),
    act("POST /roles", None, r#"{"name": "$new", "permissions": ["agent.capacity"]}"#),
    part("POST /roles", "with a right of agents", None, r#"{"name": "$new", "permissions": ["chat.view:own"]}"#),
    part("PATCH /roles/{id}", "name", Role, r#"{"name": "$new"}"#),
    part("PATCH /roles/{id}", "rights", Role, r#"{"name": "$new", "permissions": []}"#),
    act("DELETE /roles/{id}", Role, ""),
    act("POST /groups", None, r#"{"name": "$new"}"#),
    act("PATCH /groups/{id}", Group, r#"{"name": "$new"}"#),
    act("DELETE /groups/{id}", Group, ""),
    act("PATCH /settings/password", None, r#"{"min_length": 6}"#),
    act("PATCH /settings/routing", None, r#"{"transfer_notice": false}"#),
    act("PATCH /settings/shop", None, r#"{"timezone": "Asia/Shanghai"}"#),
    part("PATCH /settings/shop", "name", None, r#"{"name": "$new"}"#),
    act("PATCH /settings/service", None, r#"{"rating_invite": true}"#),
    // Conversations.
    act("POST /conversations/{id}/messages", Conversation, r#"{"client_id": "$new", "text": "好的"}"#),
    part("POST /conversations/{id}/messages", "note", Conversation, r#"{"client_id": "$new", "kind": "note", "text": "老客户"}"#),
    act("POST /conversations/{id}/messages/{message_id}/recall", Conversation, "{}"),
    act("POST /conversations/{id}/transfer", Conversation, r#"{"agent_id": "$supervisor", "confirm": true}"#),
    act("POST /conversations/{id}/assign", Conversation, r#"{"agent_id": "$supervisor"}"#),
    act("POST /conversations/{id}/pick", Conversation, ""),
    act("POST /conversations/{id}/end", Conversation, ""),
    part("POST /conversations/{id}/end", "with a summary", Conversation, r#"{"summary": {"category": "其他", "solved": true}, "closing": false, "invite_rating": false}"#),
    act("PUT /conversations/{id}/summary", Conversation, r#"{"category": "其他", "note": "已解决"}"#),
    act("PUT /conversations/{id}/tags", Conversation, r#"{"tag_ids": []}"#),
    act("POST /conversations/{id}/snooze", Conversation, r#"{"until": "2026-01-03T00:00:00.000Z"}"#),
    act("POST /conversations/{id}/read", Conversation, r#"{"seq": 1}"#),
    act("PUT /conversations/{id}/draft", Conversation, r#"{"text": "稍等"}"#),
    act("POST /pool/hand-out", None, ""),
    // Tags and quick replies.
    act("POST /tags", None, r#"{"name": "$new", "color": "red"}"#),
    act("PATCH /tags/{id}", Tag, r#"{"name": "$new"}"#),
    act("DELETE /tags/{id}", Tag, ""),
    part("POST /phrases", "team", None, r#"{"scope": "team", "title": "$new", "text": "您好"}"#),
    part("POST /phrases", "personal", None, r#"{"scope": "personal", "title": "$new", "text": "您好"}"#),
    part("POST /phrases/import", "team", None, r#"{"items": [{"scope": "team", "title": "$new", "text": "您好"}]}"#),
    part("POST /phrases/import", "personal", None, r#"{"items": [{"scope": "personal", "title": "$new", "text": "您好"}]}"#),
    part("PATCH /phrases/{id}", "text", Phrase, r#"{"text": "您好呀"}"#),
    part("PATCH /phrases/{id}", "to the team's", Phrase, r#"{"scope": "team"}"#),
    act("DELETE /phrases/{id}", Phrase, ""),
    // Contacts.
    act("PATCH /contacts/{id}", Contact, r#"{"name": "陈女士"}"#),
    act("PUT /contacts/{id}/private", Contact, ""),
    act("DELETE /contacts/{id}/private", Contact, ""),
    act("PUT /contacts/{id}/block", Contact, ""),
    act("DELETE /contacts/{id}/block", Contact, ""),
    // Inboxes.
    act("POST /inboxes", None, r#"{"kind": "web", "name": "$new"}"#),
    act("PATCH /inboxes/{id}", Inbox, r#"{"name": "$new"}"#),
    act("POST /inboxes/{id}/secret", Inbox, ""),
    act("POST /inboxes/{id}/links", Inbox, r#"{"name": "$new"}"#),
    act("PATCH /inboxes/{id}/links/{link}", Link, r#"{"name": "$new"}"#),
    act("DELETE /inboxes/{id}/links/{link}", Link, ""),
    act("DELETE /inboxes/{id}", Inbox, ""),
    // Files and visitors.
    act("POST /files", None, UPLOAD),
    act("POST /visitor/sessions", Inbox, r#"{"inbox_id": "{id}"}"#),
    act("POST /visitor/messages", None, r#"{"client_id": "$new", "text": "你好"}"#),
    act("POST /visitor/read", None, r#"{"seq": 1}"#),
    act("POST /visitor/form", None, r#"{"answers": {"email": "ann@example.com"}}"#),
    act("POST /visitor/rating", None, r#"{"score": 5}"#),
    act("POST /visitor/identify", None, r#"{"claims": {"name": "客人"}}"#),
    // Leaving comes last: who left signs in again.
    act("POST /visitor/logout", None, ""),
    act("DELETE /session", None, ""),
];

/// A form with a file in place of a JSON body.
pub const UPLOAD: &str = "UPLOAD";

impl Route {
    pub fn method(&self) -> &'static str {
        self.call.split(' ').next().unwrap_or_default()
    }

    /// As it is called.
    pub fn path(&self) -> &'static str {
        self.call.split(' ').nth(1).unwrap_or_default()
    }

    /// As the document names it, method first.
    pub fn name(&self) -> String {
        let path = self.path().split('?').next().unwrap_or_default();
        format!("{} /api/v1{path}", self.method())
    }

    /// `message` for `{message_id}`.
    pub fn path_for(&self, id: &str, message: &str) -> String {
        self.path().replace("{id}/links/{link}", id).replace("{id}", id).replace("{message_id}", message)
    }

    /// Is about a message that the caller wrote before, if he may.
    pub fn is_about_own_message(&self) -> bool {
        self.path().contains("{message_id}")
    }

    pub fn writes(&self) -> bool {
        self.method() != "GET"
    }
}

/// The body with its words filled in. Numbers in `$new` differ each time it is asked.
pub fn fill(house: &House, body: &str, object: &str) -> String {
    let person = |name: &str| house.people.get(name).cloned().unwrap_or_else(Person::default);
    body.replace("{id}", object)
        .replace("$new", &house.new_name())
        .replace("$password", PASSWORD)
        .replace("$login", &person("receiver").login)
        .replace("$managers", &house.roles["admin"])
        .replace("$supervisor", &person("receiver").id)
        .replace("$nowhere", &id::encode(1))
}
