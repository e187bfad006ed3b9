//! A program under test, with a data folder and a free port of its own.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

pub const PASSWORD: &str = "wu-long-2026-qing";
const START_WITHIN: Duration = Duration::from_secs(30);

pub struct Program {
    child: Child,
    pub url: String,
    pub data: TempDir,
    http: reqwest::Client,
    log: Receiver<String>,
}

/// A shop that was registered in the program.
pub struct Shop {
    pub owner: String,
    pub inbox: String,
}

/// The program with these words on its command line and nothing from outside.
pub fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yingke"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("YINGKE_")) {
        command.env_remove(name);
    }
    command.args(words);
    command
}

pub fn run(words: &[&str], data: &Path) -> Output {
    command(words).arg("--data").arg(data).output().unwrap()
}

pub fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Program {
    pub fn starts() -> Program {
        Program::starts_with(TempDir::new().unwrap(), &[])
    }

    pub fn starts_with(data: TempDir, options: &[&str]) -> Program {
        let mut command = command(&["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]);
        command.arg("--data").arg(data.path()).args(options).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = child.stdout.take().unwrap();
        let (sender, log) = channel();
        std::thread::spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let mut program = Program { child, url: String::new(), data, http: reqwest::Client::new(), log };
        let ready = program.logs("Yingke is ready.");
        program.url = format!("http://{}", ready["http.listen"].as_str().unwrap());
        program
    }

    /// Waits for a line of the log.
    pub fn logs(&self, message: &str) -> Value {
        loop {
            let line = self.log.recv_timeout(START_WITHIN).unwrap_or_else(|_| panic!("the log never said: {message}"));
            let line: Value = serde_json::from_str(&line).unwrap();
            if line["message"] == message {
                return line;
            }
        }
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    pub async fn text(&self, path: &str) -> String {
        self.get(path).await.text().await.unwrap()
    }

    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// With a token, or with none when it is empty.
    pub async fn call(&self, method: reqwest::Method, path: &str, token: &str, body: Value) -> Value {
        let response = self.request(method, path).bearer_auth(token).json(&body).send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub async fn shop_opens(&self) -> Shop {
        let new = json!({ "name": "青岚茶器", "phone": "13800000000", "password": PASSWORD });
        let registered = self.call(reqwest::Method::POST, "/api/v1/workspaces", "", new).await;
        let owner = registered["token"].as_str().unwrap().to_owned();
        let inboxes: Value = self
            .request(reqwest::Method::GET, "/api/v1/inboxes")
            .bearer_auth(&owner)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        Shop { owner, inbox: inboxes["items"][0]["id"].as_str().unwrap().to_owned() }
    }

    pub fn is_told_to_stop(&self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// How it ended; `None` when it still runs after that time.
    pub fn ends_within(&mut self, time: Duration) -> Option<i32> {
        let pause = Duration::from_millis(20);
        for _ in 0..time.as_millis() / pause.as_millis() {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(pause);
        }
        None
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
