//! The command line and the environment: every option is also `YINGKE_<NAME>`. Nothing half-checked leaves this module.

use crate::log::{Format, Target};
use crate::network::Networks;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::account::ReservedWords;
use domain::{Error, Result};
use server::Config;
use server::app::Registration;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Yingke 迎客: a customer-service desk on your own machine.
#[derive(Parser)]
#[command(version, about, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// What is logged: error, warn, info, debug, or a filter such as info,server=debug.
    #[arg(long, global = true, env = "YINGKE_LOG", default_value = "info", value_name = "LEVEL")]
    pub log: String,
    /// How log lines look.
    #[arg(long, global = true, env = "YINGKE_LOG_FORMAT", value_enum, default_value_t = Format::Text)]
    pub log_format: Format,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serves the desk.
    Serve(Serve),
    /// Looks at folder, database, address and pages, and says in plain words what is wrong. Changes nothing.
    Doctor(Serve),
    /// Brings the database up to date, and ends.
    Migrate(Storage),
    /// Prints the OpenAPI document.
    Openapi,
    /// API tokens.
    #[command(subcommand)]
    Token(TokenCommand),
    /// The owner of a workspace.
    #[command(subcommand)]
    Owner(OwnerCommand),
    /// Fills an empty data folder with a demo shop.
    Seed(Storage),
}

impl Command {
    /// Standard output belongs to what a command was asked for.
    pub fn writes_to(&self) -> Target {
        if matches!(self, Command::Serve(_)) { Target::Output } else { Target::Error }
    }
}

#[derive(Subcommand)]
pub enum TokenCommand {
    /// Makes a token with the rights of an account and prints it once.
    Create {
        /// Whose: `shop` for the owner, `shop:name` for a sub-account.
        #[arg(long)]
        login: String,
        #[command(flatten)]
        storage: Storage,
    },
}

#[derive(Subcommand)]
pub enum OwnerCommand {
    /// Gives the owner a new password and prints it once. All of the owner's sessions end.
    Reset {
        /// The workspace's name.
        #[arg(long)]
        workspace: String,
        #[command(flatten)]
        storage: Storage,
    },
}

#[derive(Args, Clone)]
pub struct Storage {
    /// The data folder: SQLite database, files, key.
    #[arg(long, env = "YINGKE_DATA", default_value = "./data", value_name = "DIR")]
    pub data: PathBuf,
    /// postgres://user:secret@host/name. SQLite in the data folder when absent.
    #[arg(long, env = "YINGKE_DATABASE", hide_env_values = true, value_name = "URL")]
    pub database: Option<String>,
}

impl Storage {
    /// SQLite is named by folder only, so that database, files and key stay together.
    pub fn database(&self) -> Result<db::Url> {
        match self.database.as_deref().filter(|text| !text.is_empty()) {
            None => Ok(db::Url::Sqlite(self.data.join("yingke.db"))),
            Some(text) if text.starts_with("postgres://") || text.starts_with("postgresql://") => {
                Ok(db::Url::Postgres(text.to_owned()))
            }
            Some(_) => Err(Error::invalid(
                "database",
                "--database 应为 postgres:// 开头的地址；不填则使用数据文件夹中的 SQLite。",
                "--database must begin with postgres://; without it SQLite in the data folder is used.",
            )),
        }
    }
}

#[derive(Args, Clone)]
pub struct Serve {
    #[command(flatten)]
    pub storage: Storage,
    #[arg(long, env = "YINGKE_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR:PORT")]
    pub listen: SocketAddr,
    /// What visitors and agents open, such as https://desk.example. From --listen when absent.
    #[arg(long, env = "YINGKE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Who may register a workspace: anybody, only the first one, nobody.
    #[arg(long, env = "YINGKE_REGISTRATION", value_enum, default_value_t = Who::First)]
    pub registration: Who,
    /// Networks whose X-Forwarded-For counts, such as 127.0.0.1/32,10.0.0.0/8.
    #[arg(long, env = "YINGKE_TRUSTED_PROXIES", default_value = "", hide_default_value = true, value_name = "CIDR,…")]
    pub trusted_proxies: Networks,
    /// Private networks that the desk may connect to, such as 10.0.0.0/8: pictures of products are fetched from public
    /// addresses only, unless their host is in one of these.
    #[arg(long, env = "YINGKE_ALLOW_HOSTS", default_value = "", hide_default_value = true, value_name = "CIDR,…")]
    pub allow_hosts: Networks,
    /// Words that sub-accounts may not have in their names; an empty list allows all.
    #[arg(long, env = "YINGKE_RESERVED_WORDS", value_name = "WORD,…")]
    pub reserved_words: Option<String>,
    /// New visitor sessions a minute from one address. Many visitors may share one.
    #[arg(long, env = "YINGKE_SESSIONS_PER_MINUTE", default_value_t = 120, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub sessions_per_minute: u32,
    /// What visitors at one address may upload in a day, in MB. Many visitors may share one.
    #[arg(long, env = "YINGKE_UPLOAD_MB_PER_DAY", default_value_t = 500, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub upload_mb_per_day: u32,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Who {
    Open,
    First,
    Closed,
}

impl Serve {
    /// `listen` is the address that was really taken: port 0 takes any free one.
    pub fn config(&self, listen: SocketAddr) -> Result<Config> {
        Ok(Config {
            listen,
            public_url: self.public_url(listen)?,
            database: self.storage.database()?,
            files: self.storage.data.join("files"),
            registration: match self.registration {
                Who::Open => Registration::Open,
                Who::First => Registration::First,
                Who::Closed => Registration::Closed,
            },
            trusted_proxies: self.trusted_proxies.0.clone(),
            allow_hosts: self.allow_hosts.0.clone(),
            reserved: match &self.reserved_words {
                None => ReservedWords::default(),
                Some(words) => ReservedWords::parse("reserved_words", words.split([',', '，']))?,
            },
            password_cost: Default::default(),
            sessions_per_minute: self.sessions_per_minute,
            upload_mb_per_day: self.upload_mb_per_day,
        })
    }

    fn public_url(&self, listen: SocketAddr) -> Result<String> {
        match self.public_url.as_deref().filter(|url| !url.is_empty()) {
            Some(url) => public_url(url),
            None if listen.ip().is_loopback() || listen.ip().is_unspecified() => {
                Ok(format!("http://localhost:{}", listen.port()))
            }
            None => Ok(format!("http://{listen}")),
        }
    }
}

/// For commands that answer nobody: only where the data is counts.
pub fn quiet_config(storage: &Storage) -> Result<Config> {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    Ok(Config {
        listen,
        public_url: String::from("http://localhost"),
        database: storage.database()?,
        files: storage.data.join("files"),
        registration: Registration::First,
        trusted_proxies: Vec::new(),
        allow_hosts: Vec::new(),
        reserved: ReservedWords::default(),
        password_cost: Default::default(),
        sessions_per_minute: u32::MAX,
        upload_mb_per_day: u32::MAX,
    })
}

/// Scheme and host only: it goes into links, the page policy and the Origin check.
fn public_url(given: &str) -> Result<String> {
    let url = given.trim().trim_end_matches('/').to_ascii_lowercase();
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or("");
    let fits = !host.is_empty() && host.bytes().all(|c| c.is_ascii_alphanumeric() || b".-:[]".contains(&c));
    if fits {
        return Ok(url);
    }
    Err(Error::invalid(
        "public_url",
        format!(
            "--public-url “{given}” 不正确：应为 https://desk.example 这样的网址，不带路径；中文域名请写成 xn-- 形式。"
        ),
        format!("--public-url {given:?} is not right: scheme and host without a path, such as https://desk.example."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_whole() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_option_is_also_a_variable() {
        let cli = Cli::command();
        for command in
            cli.get_subcommands().filter(|command| ["serve", "doctor", "migrate", "seed"].contains(&command.get_name()))
        {
            let own = command.get_arguments().filter(|option| !["help", "version"].contains(&option.get_id().as_str()));
            for option in own {
                let name = format!("YINGKE_{}", option.get_id().as_str().to_uppercase());
                assert_eq!(option.get_env().and_then(|env| env.to_str()), Some(name.as_str()));
            }
        }
    }

    #[test]
    fn the_public_url_is_scheme_and_host() {
        assert_eq!(public_url("HTTPS://Desk.Example/").unwrap(), "https://desk.example");
        assert_eq!(public_url("http://[::1]:8080").unwrap(), "http://[::1]:8080");
        for url in [
            "",
            "desk.example",
            "https://",
            "https://desk.example/chat",
            "https://a b",
            "https://x;script-src",
            "ftp://x",
        ] {
            assert_eq!(public_url(url).unwrap_err().field.as_deref(), Some("public_url"), "{url}");
        }
    }

    #[test]
    fn without_a_public_url_the_listening_address_makes_one() {
        let Command::Serve(options) = Cli::parse_from(["yingke", "serve"]).command else { panic!("serve") };
        assert_eq!(options.public_url("127.0.0.1:8080".parse().unwrap()).unwrap(), "http://localhost:8080");
        assert_eq!(options.public_url("192.0.2.7:80".parse().unwrap()).unwrap(), "http://192.0.2.7:80");
    }
}
