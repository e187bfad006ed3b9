//! `yingke doctor`: looks at what a start needs and says in plain words what is wrong. It changes nothing.

use crate::network::Networks;
use crate::options::Serve;
use crate::world;
use db::{Schema, Url};
use domain::{Error, Timestamp};
use server::Config;
use server::http::assets::{self, Web};
use server::http::origin::is_safe;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

enum Finding {
    Good(String),
    /// It runs, but not as it should.
    Doubt(String),
    /// It will not start or will not work.
    Bad(String),
}

use Finding::{Bad, Doubt, Good};

pub async fn examine(options: Serve) -> ExitCode {
    let config = match options.config(options.listen) {
        Ok(config) => config,
        Err(error) => return report(&[Bad(error.en.clone())]),
    };
    let findings = [
        time(),
        folder(&options.storage.data),
        database(&config.database).await,
        listening(config.listen),
        url(&config),
        proxies(&config),
        outbound(&options.allow_hosts),
        pages(),
    ];
    report(&findings)
}

fn report(findings: &[Finding]) -> ExitCode {
    for finding in findings {
        match finding {
            Good(text) => println!("  ok   {text}"),
            Doubt(text) => println!("  ??   {text}"),
            Bad(text) => println!("  BAD  {text}"),
        }
    }
    let bad = findings.iter().filter(|finding| matches!(finding, Bad(_))).count();
    println!("{}", if bad == 0 { "Nothing stands in the way.".to_owned() } else { format!("{bad} to be put right.") });
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Ids and the order of events come from the clock.
fn time() -> Finding {
    const YEAR_2026: Timestamp = Timestamp(1_767_225_600_000);
    let now = world::now();
    if now < YEAR_2026 {
        return Bad(format!("Clock: it says {now}, which is in the past. Set it, best by NTP, before starting."));
    }
    Good(format!("Clock: {now}"))
}

fn folder(data: &Path) -> Finding {
    let shown = data.display();
    if !data.exists() {
        return Good(format!("Data folder: {shown} is not there yet; the first start makes it."));
    }
    let probe = data.join(".doctor");
    let written = std::fs::write(&probe, b"probe").and_then(|()| std::fs::remove_file(&probe));
    match written {
        Err(error) => {
            Bad(format!("Data folder: {shown} cannot be written ({error}). Give it to the user that runs yingke."))
        }
        Ok(()) if is_open_to_others(data) => Doubt(format!(
            "Data folder: other users of this machine can read {shown}. It holds the key: chmod 700 {shown}"
        )),
        Ok(()) => Good(format!("Data folder: {shown}")),
    }
}

#[cfg(unix)]
fn is_open_to_others(data: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    data.metadata().is_ok_and(|about| about.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

async fn database(url: &Url) -> Finding {
    let name = match url {
        Url::Sqlite(path) => format!("SQLite, {}", path.display()),
        Url::Postgres(_) => "PostgreSQL".to_owned(),
    };
    match db::look(url.clone()).await {
        Ok(Schema::Absent) => Good(format!("Database: {name}; still empty, the first start fills in the tables.")),
        Ok(Schema::Current) => Good(format!("Database: {name}")),
        Ok(Schema::Older) => Good(format!("Database: {name}; the next start brings it up to date. Copy it before.")),
        Ok(Schema::Newer) => Bad(format!("Database: {name} was written by a newer yingke. Install that version.")),
        Err(error) => Bad(format!("Database: {name} does not answer. {}", words(&error))),
    }
}

fn words(error: &Error) -> String {
    error.internal.clone().unwrap_or_else(|| error.en.clone())
}

fn listening(listen: SocketAddr) -> Finding {
    match TcpListener::bind(listen) {
        Ok(_) => Good(format!("Address: {listen} is free.")),
        Err(_) if is_yingke(listen) => Good(format!("Address: a yingke answers on {listen}.")),
        Err(error) => Bad(format!("Address: {listen} cannot be taken ({error}). Choose another with --listen.")),
    }
}

/// Asks whoever is there whether it is one of us; `/readyz` answers in two ways only.
fn is_yingke(listen: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let wait = Duration::from_secs(2);
        let mut stream = TcpStream::connect_timeout(&listen, wait)?;
        stream.set_read_timeout(Some(wait))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(8_192).read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"))
}

fn url(config: &Config) -> Finding {
    let url = &config.public_url;
    if is_safe(url) {
        return Good(format!("Public URL: {url}"));
    }
    Doubt(format!(
        "Public URL: {url} is plain HTTP. Passwords can be read on the way, desktop notifications do not work, HTTPS \
         shops cannot embed the chat. Put HTTPS in front (see deploy/) and give --public-url https://…"
    ))
}

fn proxies(config: &Config) -> Finding {
    match config.trusted_proxies.len() {
        0 if config.is_https() && config.listen.ip().is_loopback() => Doubt(
            "Proxies: none is trusted, so every visitor seems to come from the proxy and shares its limits. Give \
             --trusted-proxies 127.0.0.1/32"
                .to_owned(),
        ),
        0 => Good("Proxies: none; the address of the connection counts.".to_owned()),
        some => Good(format!("Proxies: {some} network(s) are trusted.")),
    }
}

fn outbound(allowed: &Networks) -> Finding {
    match allowed.to_string() {
        none if none.is_empty() => Good("Outbound: public addresses only.".to_owned()),
        some => Good(format!("Outbound: public addresses and {some}.")),
    }
}

fn pages() -> Finding {
    let missing = [(Web::Agent, "index.html"), (Web::Widget, "chat.html"), (Web::Widget, "loader.js")];
    match missing.iter().find(|(web, name)| assets::find(*web, name).is_none()) {
        Some((_, name)) => {
            Bad(format!("Pages: {name} is not in this build. Run bin/run, which builds the pages first."))
        }
        None => Good("Pages: workbench and chat are in this build.".to_owned()),
    }
}
