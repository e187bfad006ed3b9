//! Everything that is built once and passed on: database, clock, chance, hub, files, configuration.

use crate::accounts::hashing::{Cost, Hashing};
use crate::accounts::throttle::Throttle;
use crate::channels::Channels;
use crate::files::storage::Storage;
use crate::http::limits::Limits;
use crate::jobs;
use crate::key::Key;
use crate::realtime::hub::Hub;
use crate::visitors::scope::Remembered;
use crate::workbench::node::Heard;
use db::{Db, Options};
use domain::account::ReservedWords;
use domain::{Result, Timestamp};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Notify, watch};

/// The one source of the present moment; tests pass their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The one source of chance: fills the slice with unpredictable bytes.
pub type Chance = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Who may register a workspace (`--registration`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    Open,
    /// Only while there is no workspace.
    First,
    Closed,
}

#[derive(Clone)]
pub struct Config {
    pub listen: SocketAddr,
    /// Without a trailing slash, such as `https://desk.example`.
    pub public_url: String,
    pub database: db::Url,
    pub files: PathBuf,
    pub registration: Registration,
    /// Networks whose `X-Forwarded-For` counts, as (address, prefix length).
    pub trusted_proxies: Vec<(std::net::IpAddr, u8)>,
    /// Networks beyond the public ones that `outbound` may reach.
    pub allow_hosts: Vec<(std::net::IpAddr, u8)>,
    pub reserved: ReservedWords,
    pub password_cost: Cost,
    /// New visitor sessions a minute from one address.
    pub sessions_per_minute: u32,
    /// What visitors at one address may upload in a day.
    pub upload_mb_per_day: u32,
}

impl Config {
    /// Browsers treat the page as secure: cookies get `Secure` and the `__Host-` prefix.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub db: Db,
    /// Which of several processes this is; the same after every restart.
    pub instance: String,
    pub clock: Clock,
    pub chance: Chance,
    pub config: Config,
    pub hub: Hub,
    pub storage: Storage,
    pub key: Key,
    pub limits: Limits,
    pub remembered: Remembered,
    pub hashing: Hashing,
    /// Failed sign-ins.
    pub throttle: Throttle,
    pub channels: Channels,
    pub heard: Heard,
    /// Wakes the job runner when something was enqueued.
    pub job_signal: Notify,
    /// Turns true when the program is asked to stop.
    pub stopping: watch::Sender<bool>,
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens the database and wires the parts; [`App::start`] then sets them going.
    pub async fn open(config: Config, clock: Clock, chance: Chance) -> Result<App> {
        let options = Options::new(config.database.clone(), clock.clone());
        let db = Db::open(options).await?;
        db::fail_point("start.migrated");
        let storage = Storage::open(config.files.clone(), &chance)?;
        let key = Key::load(&config.files.parent().unwrap_or(&config.files).join("key"), &chance)?;
        let instance = instance(&config);
        let mut salt = [0; 16];
        chance(&mut salt);
        Ok(App(Arc::new(Parts {
            hub: Hub::new(db.clone()),
            limits: Limits::new(config.sessions_per_minute, config.upload_mb_per_day),
            remembered: Remembered::default(),
            hashing: Hashing::new(config.password_cost, salt)?,
            throttle: Throttle::default(),
            channels: Channels::all(),
            heard: Heard::default(),
            job_signal: Notify::new(),
            stopping: watch::channel(false).0,
            db,
            instance,
            clock,
            chance,
            config,
            storage,
            key,
        })))
    }

    /// Starts what runs beside requests: publishing of commits, signals of other nodes, jobs, the node's heartbeat.
    pub async fn start(&self) -> Result<()> {
        crate::workbench::node::node_starts(self).await?;
        tokio::spawn(crate::realtime::publish::publish_commits(self.clone()));
        tokio::spawn(crate::realtime::publish::follow_other_nodes(self.clone()));
        tokio::spawn(crate::realtime::whisper::follow_other_nodes(self.clone()));
        tokio::spawn(crate::realtime::visitor_socket::end_expired(self.clone()));
        tokio::spawn(jobs::run(self.clone()));
        tokio::spawn(jobs::sweep::run(self.clone()));
        tokio::spawn(crate::workbench::node::keep_node_alive(self.clone()));
        Ok(())
    }

    /// Tells sockets and runners to finish. Requests under way are answered by the HTTP server itself.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.chance)(&mut bytes);
        bytes
    }

    /// 256 bits as URL-safe text: the secret half of sessions and visitor tokens.
    pub fn new_token(&self) -> String {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.random::<32>())
    }
}

/// A process's name among others on one database: the same after every restart, another on every machine, address and folder.
fn instance(config: &Config) -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{} {} {}", host.trim(), config.listen, config.files.display())
}

/// What is stored of a token: SHA-256, as hex. Tokens have 256 bits of chance, so no salt is needed.
pub fn token_hash(token: &str) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(token.as_bytes()))
}

pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let both = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    bytes.iter().flat_map(both).collect()
}
