//! What operators do from the command line.

use crate::program::{PASSWORD, Program, command, run, said};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tempfile::TempDir;

async fn signs_in(program: &Program, login: &str, password: &str) -> reqwest::Response {
    let credentials = json!({ "login": login, "password": password });
    program.request(Method::POST, "/api/v1/session").json(&credentials).send().await.unwrap()
}

async fn get(program: &Program, path: &str, token: &str) -> Value {
    program.request(Method::GET, path).bearer_auth(token).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_token_from_the_command_line_has_the_rights_of_its_account() {
    let program = Program::starts();
    program.shop_opens().await;
    let made = run(&["token", "create", "--login", "青岚茶器"], program.data.path());
    let token = said(&made.stdout);
    assert_eq!(get(&program, "/api/v1/me", token.trim()).await["owner"], true, "{}", said(&made.stderr));
    let unknown = run(&["token", "create", "--login", "青岚茶器:无名"], program.data.path());
    assert!(!unknown.status.success() && unknown.stdout.is_empty());
}

#[tokio::test]
async fn the_owner_who_forgot_the_password_gets_a_new_one_and_the_old_one_is_dead() {
    let program = Program::starts();
    let shop = program.shop_opens().await;
    assert_eq!(signs_in(&program, "青岚茶器", PASSWORD).await.status(), 200);
    let reset = run(&["owner", "reset", "--workspace", "青岚茶器"], program.data.path());
    let password = said(&reset.stdout);
    assert_eq!(signs_in(&program, "青岚茶器", password.trim()).await.status(), 200, "{}", said(&reset.stderr));
    assert_eq!(signs_in(&program, "青岚茶器", PASSWORD).await.status(), 401);
    let held = program.request(Method::GET, "/api/v1/me").bearer_auth(&shop.owner).send().await.unwrap();
    assert_eq!(held.status(), 401);
}

#[tokio::test]
async fn the_demo_shop_can_be_signed_into_and_is_alive() {
    let data = TempDir::new().unwrap();
    let seeded = run(&["seed"], data.path());
    let told = said(&seeded.stdout);
    assert!(seeded.status.success(), "{}", said(&seeded.stderr));
    let password = told.split("password").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap().to_owned();

    let again = run(&["seed"], data.path());
    assert!(!again.status.success() && said(&again.stderr).contains("is not empty"));

    let program = Program::starts_with(data, &[]);
    for login in ["青岚茶器:小满", "青岚茶器:阿哲", "青岚茶器:云舒"] {
        assert_eq!(signs_in(&program, login, &password).await.status(), 200, "{login}");
    }
    let owner: Value = signs_in(&program, "青岚茶器", &password).await.json().await.unwrap();
    let list = get(&program, "/api/v1/conversations?view=all&limit=100", owner["token"].as_str().unwrap()).await;
    let items = list["items"].as_array().unwrap();
    let states: BTreeSet<&str> = items.iter().filter_map(|item| item["status"].as_str()).collect();
    assert!(items.len() >= 12 && ["ended", "open", "snoozed"].iter().all(|state| states.contains(state)), "{states:?}");
    assert!(items.iter().any(|item| item["private"] == true) && items.iter().any(|item| item["offline"] == true));
}

#[tokio::test]
async fn the_doctor_tells_what_stands_in_the_way() {
    let data = TempDir::new().unwrap();
    let listen = ["--listen", "127.0.0.1:0"];
    let well = command(&["doctor", "--allow-hosts", "10.0.0.0/8,192.0.2.1"])
        .args(listen)
        .arg("--data")
        .arg(data.path())
        .output()
        .unwrap();
    assert!(well.status.success(), "{}", said(&well.stdout));
    assert!(said(&well.stdout).contains("Outbound: public addresses and 10.0.0.0/8, 192.0.2.1/32."));
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0, "a look changes nothing");

    let nobody_there = ["--database", "postgres://yingke@127.0.0.1:1/none", "--public-url", "http://desk.example"];
    let ill = command(&["doctor"]).args(listen).args(nobody_there).arg("--data").arg(data.path()).output().unwrap();
    let told = said(&ill.stdout);
    assert!(!ill.status.success());
    assert!(told.contains("BAD  Database: PostgreSQL does not answer") && told.contains("??   Public URL"), "{told}");
}

#[test]
fn migrating_makes_the_database_and_may_be_repeated() {
    let data = TempDir::new().unwrap();
    for _ in 0..2 {
        let migrated = run(&["migrate"], data.path());
        assert!(migrated.status.success(), "{}", said(&migrated.stderr));
    }
    assert!(data.path().join("yingke.db").exists());
}

#[test]
fn a_wrong_option_is_refused_by_name() {
    for (option, value) in [
        ("--trusted-proxies", "10.0.0.0/99"),
        ("--allow-hosts", "mail.local"),
        ("--public-url", "desk.example/chat"),
        ("--database", "mysql://x"),
        ("--sessions-per-minute", "0"),
    ] {
        let data = TempDir::new().unwrap();
        let refused = command(&["serve", "--listen", "127.0.0.1:0", option, value])
            .arg("--data")
            .arg(data.path())
            .output()
            .unwrap();
        assert!(!refused.status.success(), "{option} {value}");
        assert!(said(&refused.stderr).contains(option), "{option}: {}", said(&refused.stderr));
    }
}
