//! Every command of both sockets × every kind of caller: who gets in, and whose typing is seen by whom.

use crate::board::Board;
use crate::callers::{COLUMNS, Column};
use crate::house::{House, Person};
use crate::objects::{Kind, MADE_UP, NO_ID, THEIRS, Thing, Things};
use crate::sockets::{Next, Socket};
use serde_json::{Value, json};

const SOCKETS: [&str; 2] = ["/socket", "/visitor/socket"];

#[tokio::test(flavor = "multi_thread")]
async fn who_says_what_through_a_socket_is_as_reviewed() {
    let mut board = Board::default();
    let mut trial = Trial { house: House::build().await, things: Things::default() };
    for path in SOCKETS {
        board.head(&format!("{path}: hello"));
        trial.greetings(path, &mut board).await;
    }
    board.head("/socket: typing, seen by d(esk), v(isitor)");
    for label in Kind::Conversation.labels().iter().filter(|label| **label != "blocked") {
        let mut cells = Vec::new();
        for column in &COLUMNS {
            cells.push(trial.tells(column, label, "typing").await);
        }
        board.line(&format!("  {label}"), &cells, "");
    }
    board.head("/socket: viewing, seen by d(esk), v(isitor)");
    for label in Kind::Conversation.labels().iter().filter(|label| **label != "blocked") {
        let mut cells = Vec::new();
        for column in &COLUMNS {
            cells.push(trial.tells(column, label, "viewing").await);
        }
        board.line(&format!("  {label}"), &cells, "");
    }
    board.head("/visitor/socket: typing, seen by d(esk of his shop), o(ther shop's)");
    let mut cells = Vec::new();
    for column in &COLUMNS {
        cells.push(trial.visitor_types(column).await);
    }
    board.line("  own", &cells, "");
    board.compare("sockets.txt");
}

struct Trial {
    house: House,
    things: Things,
}

impl Trial {
    async fn greetings(&self, path: &str, board: &mut Board) {
        for (label, frame) in [
            ("hello", json!({"type": "hello"})),
            ("hello, observing", json!({"type": "hello", "observe": true})),
            ("hello, from a position", json!({"type": "hello", "since": 1})),
            ("hello, with more than it has", json!({"type": "hello", "shop": "茶铺"})),
            ("ping before hello", json!({"type": "ping"})),
            ("typing before hello", json!({"type": "typing", "typing": true})),
        ] {
            let mut cells = Vec::new();
            for column in &COLUMNS {
                let mut socket =
                    Socket::greet(&self.house, path, with_token(&frame, &self.house.people[column.name])).await;
                cells.push(greeting(&mut socket).await);
            }
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            board.line(&format!("  {label}"), &cells, "");
        }
    }

    /// Who sees it when this caller types into this conversation, or looks at it.
    async fn tells(&mut self, column: &'static Column, label: &'static str, command: &str) -> &'static str {
        let (id, thing) = self.conversation(label, column.name).await;
        let hello = json!({"type": "hello", "observe": true, "token": self.house.people[column.name].token});
        let mut typist = Socket::greet(&self.house, "/socket", hello).await;
        if greeting(&mut typist).await != "in" {
            return "·";
        }
        let desk = if label == THEIRS { "rival" } else { "owner" };
        let desk = if column.name == desk { watcher(label) } else { desk };
        let mut desk = self.listens("/socket", &self.house.people[desk].clone()).await;
        let mut visitor = self.listens("/visitor/socket", &thing.visitor).await;
        typist.send(json!({"type": command, "conversation_id": id})).await;
        typist.send(json!({"type": "ping"})).await;
        typist.until("pong", |frame| frame["type"] == "pong").await;
        self.fence(&thing.visitor, [&mut desk, &mut visitor]).await;
        self.things.spend(Kind::Conversation, label, column.name);
        // Whoever closes his window looks at it no more: only what he said with it open counts.
        let told = |socket: &Socket| match command {
            "typing" => heard_typing(socket, "agent"),
            _ => socket.seen.iter().any(|frame| frame["name"] == command && frame["data"][command] == true),
        };
        match (told(&desk), told(&visitor)) {
            (true, true) => "dv",
            (true, false) => "d",
            (false, true) => "v",
            (false, false) => "–",
        }
    }

    /// What was never given stands beside a conversation that is real, to see that nobody hears there.
    async fn conversation(&mut self, label: &'static str, who: &'static str) -> (String, Thing) {
        let thing = self.things.get(&self.house, Kind::Conversation, label, who).await;
        if ![MADE_UP, NO_ID].contains(&label) {
            return (thing.id.clone(), thing);
        }
        (thing.id, self.things.get(&self.house, Kind::Conversation, "colleague's", who).await)
    }

    async fn visitor_types(&mut self, column: &Column) -> &'static str {
        let person = self.house.people[column.name].clone();
        let mut typist =
            Socket::greet(&self.house, "/visitor/socket", with_token(&json!({"type": "hello"}), &person)).await;
        if greeting(&mut typist).await != "in" {
            return "·";
        }
        let [ours, theirs] = [
            self.things.get(&self.house, Kind::Conversation, "mine", "agent").await,
            self.things.get(&self.house, Kind::Conversation, THEIRS, "agent").await,
        ];
        let message = json!({"client_id": self.house.new_name(), "text": "有人吗"});
        self.house.by(column.name, "POST", "/visitor/messages", Some(message)).await.ok();
        let mut desks = [
            self.listens("/socket", &self.house.people["owner"]).await,
            self.listens("/socket", &self.house.people["rival"]).await,
        ];
        typist.send(json!({"type": "typing", "typing": true})).await;
        typist.send(json!({"type": "ping"})).await;
        typist.until("pong", |frame| frame["type"] == "pong").await;
        let [owner, rival] = &mut desks;
        self.fence(&ours.visitor, [owner]).await;
        self.fence(&theirs.visitor, [rival]).await;
        let [owner, rival] = desks.each_ref().map(|desk| heard_typing(desk, "contact"));
        let (own, other) = if column.name == "stranger" { (rival, owner) } else { (owner, rival) };
        match (own, other) {
            (true, false) => "d",
            (false, false) => "–",
            (_, true) => "o",
        }
    }

    async fn listens(&self, path: &str, person: &Person) -> Socket {
        let hello = match path {
            "/socket" => json!({"type": "hello", "observe": true, "token": person.token}),
            _ => json!({"type": "hello", "token": person.token}),
        };
        Socket::open(&self.house, path, hello).await
    }

    /// A message that goes down the same streams: whatever was to be heard before it has been heard when it comes.
    async fn fence<const N: usize>(&self, visitor: &Person, sockets: [&mut Socket; N]) {
        let text = self.house.new_name();
        let message = json!({"client_id": text, "text": text});
        self.house.send("POST", "/visitor/messages", &visitor.token, Some(message)).await.ok();
        for socket in sockets {
            socket.until("the fence", |frame| frame["data"]["message"]["text"] == text.as_str()).await;
        }
    }
}

/// Somebody else of that shop who sees the same: the typist does not hear himself.
fn watcher(label: &str) -> &'static str {
    match label {
        // Nobody but the owner sees these, so nobody can watch him type.
        "private" => "owner",
        THEIRS => "rival",
        _ => "supervisor",
    }
}

fn with_token(frame: &Value, person: &Person) -> Value {
    let mut frame = frame.clone();
    if frame["type"] == "hello" && !person.token.is_empty() {
        frame["token"] = json!(person.token);
    }
    frame
}

/// `in`, or the code it is closed with. A refusal is said before.
async fn greeting(socket: &mut Socket) -> String {
    loop {
        match socket.next().await {
            Next::Frame(frame) if frame["type"] == "welcome" => return "in".to_owned(),
            Next::Frame(frame) => assert_eq!(frame["error"]["code"], "unauthorized", "{frame}"),
            Next::Closed(code) => return code.to_string(),
        }
    }
}

fn heard_typing(socket: &Socket, by: &str) -> bool {
    socket.seen.iter().any(|frame| frame["name"] == "typing" && frame["data"]["sender"]["type"] == by)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_command_closes_the_socket() {
    let house = House::build().await;
    for (path, who) in [("/socket", "agent"), ("/visitor/socket", "visitor")] {
        for frame in [
            json!({"type": "subscribe", "conversation_id": "0000000000001"}),
            json!({"type": "hello", "token": house.people["owner"].token}),
            json!({"type": "typing", "conversation_id": 5}),
            json!({"type": "viewing", "conversation_id": 5}),
            json!({"type": "viewing", "conversation_id": null, "viewing": true}),
            json!([1, 2]),
        ] {
            let mut socket =
                Socket::open(&house, path, json!({"type": "hello", "token": house.people[who].token})).await;
            socket.send(frame.clone()).await;
            assert_eq!(socket.closes().await, 4400, "{path}: {frame}");
        }
    }
}
