//! The real program on a data folder (or schema) of its own, and the shop that is run on it.

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub struct Program {
    child: Option<Child>,
    port: u16,
    folder: tempfile::TempDir,
    database: Option<String>,
}

impl Program {
    pub async fn install() -> Program {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
        let folder = tempfile::tempdir().expect("a folder");
        let database = schema_of_its_own();
        let mut program = Program { child: None, port, folder, database };
        program.start().await;
        program
    }

    pub async fn start(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yingke"));
        command.args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)]).arg("--data").arg(self.folder.path());
        command.args(["--sessions-per-minute", "10000"]);
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        self.child = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts"));
        let client = Client::new();
        for _ in 0..600 {
            if client
                .get(format!("http://127.0.0.1:{}/readyz", self.port))
                .send()
                .await
                .is_ok_and(|r| r.status() == StatusCode::OK)
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the program is not ready after 30 s");
    }

    /// SIGKILL: no chance to tidy up.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().expect("it dies");
        child.wait().expect("it is gone");
    }

    pub async fn registers_shop(&self) -> Shop {
        let base = format!("http://127.0.0.1:{}/api/v1", self.port);
        let (client, password) = (Client::new(), "tea-and-clouds-7");
        let body = json!({"name": "青岚茶器", "email": "owner@example.com", "password": password});
        let answer = client.post(format!("{base}/workspaces")).json(&body).send().await.expect("registering");
        assert_eq!(answer.status(), StatusCode::CREATED);
        let registered: Value = answer.json().await.expect("json");
        let token = registered["token"].as_str().expect("a token").to_owned();
        let inboxes: Value = client
            .get(format!("{base}/inboxes"))
            .bearer_auth(&token)
            .send()
            .await
            .expect("inboxes")
            .json()
            .await
            .expect("json");
        let inbox = inboxes["items"][0]["id"].as_str().expect("the first inbox").to_owned();
        Shop { base, port: self.port, client, owner: token, inbox }
    }

    pub fn remove(mut self) {
        self.kill();
        if let Some(database) = &self.database {
            drop_schema(database);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

#[derive(Clone)]
pub struct Shop {
    pub base: String,
    pub port: u16,
    pub client: Client,
    pub owner: String,
    pub inbox: String,
}

impl Shop {
    /// A colleague with room for everybody; gives its session's token.
    pub async fn hires(&self, name: &str) -> String {
        let body = json!({"name": name, "password": "tea-and-clouds-8", "capacity": 100});
        let answer = self
            .client
            .post(format!("{}/agents", self.base))
            .bearer_auth(&self.owner)
            .json(&body)
            .send()
            .await
            .expect("hiring");
        assert_eq!(answer.status(), StatusCode::CREATED);
        let body = json!({"login": format!("青岚茶器:{name}"), "password": "tea-and-clouds-8"});
        let answer = self.client.post(format!("{}/session", self.base)).json(&body).send().await.expect("signing in");
        let signed_in: Value = answer.json().await.expect("json");
        signed_in["token"].as_str().expect("a token").to_owned()
    }

    /// Everything that is stored, conversation by conversation, as the owner reads it.
    pub async fn all_messages(&self) -> Vec<Value> {
        let list = self.get("/conversations?limit=200").await;
        let mut all = Vec::new();
        for conversation in list["items"].as_array().expect("conversations") {
            let id = conversation["id"].as_str().expect("an id");
            let mut after = 0;
            loop {
                let page = self.get(&format!("/conversations/{id}/messages?limit=200&after={after}")).await;
                let items = page["items"].as_array().expect("messages").clone();
                let Some(last) = items.last() else { break };
                after = last["seq"].as_i64().expect("a number");
                all.extend(items);
            }
        }
        all
    }

    async fn get(&self, path: &str) -> Value {
        let answer =
            self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.owner).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.expect("json")
    }
}

/// On PostgreSQL: a fresh schema, as an address that leads into it.
fn schema_of_its_own() -> Option<String> {
    if std::env::var("YINGKE_TEST_DATABASE").ok().as_deref() != Some("postgres") {
        return None;
    }
    let cluster = std::env::var("YINGKE_TEST_POSTGRES").expect("YINGKE_TEST_POSTGRES names the test cluster");
    let schema = format!("kill_{}", std::process::id());
    run_sql(&cluster, &format!("create schema {schema}"));
    Some(format!("{cluster}?options=-c%20search_path%3D{schema}"))
}

fn drop_schema(database: &str) {
    if let Some((cluster, schema)) = database.split_once("?options=-c%20search_path%3D") {
        run_sql(cluster, &format!("drop schema {schema} cascade"));
    }
}

fn run_sql(cluster: &str, sql: &str) {
    let done = Command::new("psql").args([cluster, "-q", "-c", sql]).status().expect("psql runs");
    assert!(done.success(), "{sql}");
}
