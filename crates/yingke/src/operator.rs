//! What operators do from the command line. All of it may be done while the desk is being served.

use crate::options::{Storage, quiet_config};
use crate::world;
use domain::{Error, Result};
use server::accounts::operator;
use server::{App, routes};
use std::io::Write;

/// Opening brings the schema up to date; a newer one is refused.
pub async fn migrate(storage: Storage) -> Result<()> {
    let app = open(&storage).await?;
    app.db.clone().close().await;
    print("The database is up to date.")
}

pub fn openapi() -> Result<()> {
    let text = routes::document().to_pretty_json();
    print(&text.map_err(|error| Error::internal_error(format!("the OpenAPI document: {error}")))?)
}

pub async fn create_token(storage: Storage, login: &str) -> Result<()> {
    let app = open(&storage).await?;
    let token = operator::create_token(&app, login).await?;
    app.db.clone().close().await;
    print(&token)
}

/// The password is made here and not taken from the command line, where neighbours and histories could read it.
pub async fn reset_owner(storage: Storage, workspace: &str) -> Result<()> {
    let app = open(&storage).await?;
    let password = new_password(&app);
    operator::reset_owner_password(&app, workspace, &password).await?;
    app.db.clone().close().await;
    print(&password)
}

async fn open(storage: &Storage) -> Result<App> {
    App::open(quiet_config(storage)?, world::clock(), world::chance()).await
}

/// Four groups of six out of letters and digits that nobody mistakes for each other, of every class a policy may ask for.
pub fn new_password(app: &App) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghkmnpqrstuvwxyzACDEFHJKMN";
    const DIGITS: &[u8; 8] = b"23456789";
    let group = |_| {
        let chance = app.random::<6>();
        let mut group: String = chance[..5].iter().map(|c| char::from(LETTERS[usize::from(c % 32)])).collect();
        group.push(char::from(DIGITS[usize::from(chance[5] % 8)]));
        group
    };
    let groups: Vec<String> = (0..4).map(group).collect();
    let mixed = |text: &str| text.contains(char::is_uppercase) && text.contains(char::is_lowercase);
    let password = groups.join("-");
    if mixed(&password) { password } else { new_password(app) }
}

fn print(text: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{text}").map_err(|error| Error::internal_error(format!("writing: {error}")))
}
