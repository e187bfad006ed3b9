//! One process of the program: the real application behind a real port, on a runtime of its own so that it can be killed.

use server::accounts::hashing::Cost;
use server::app::{App, Chance, Clock, Config, Registration};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, RwLock, mpsc};
use tokio::runtime::Runtime;

/// A clock that stands still unless it is moved.
#[derive(Clone)]
pub struct FakeClock(Arc<AtomicI64>);

impl FakeClock {
    pub fn new() -> Self {
        FakeClock(Arc::new(AtomicI64::new(1_767_323_045_000)))
    }

    pub fn now(&self) -> domain::Timestamp {
        domain::Timestamp(self.0.load(Ordering::SeqCst))
    }

    pub fn move_on(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

/// The same bytes in every run; `seed` keeps the processes of one desk apart.
fn chance(seed: u64) -> Chance {
    let state = AtomicU64::new(seed.wrapping_mul(0x5851_f42d_4c95_7f2d));
    Arc::new(move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    })
}

/// How people reach a process. It leads to the next life after a restart.
#[derive(Clone)]
pub struct Door(Arc<RwLock<(String, App)>>);

impl Door {
    pub fn address(&self) -> String {
        self.0.read().expect("the door").0.clone()
    }

    pub fn app(&self) -> App {
        self.0.read().expect("the door").1.clone()
    }
}

pub struct Node {
    pub door: Door,
    runtime: Option<Runtime>,
}

fn config(database: db::Url, folder: &Path) -> Config {
    Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        public_url: "http://desk.test".to_owned(),
        database,
        files: folder.join("files"),
        registration: Registration::Open,
        trusted_proxies: Vec::new(),
        allow_hosts: Vec::new(),
        reserved: domain::account::ReservedWords::default(),
        password_cost: Cost { memory_kib: 64, passes: 1 },
        sessions_per_minute: 1_000_000,
        upload_mb_per_day: 500,
    }
}

impl Node {
    pub async fn start(database: db::Url, folder: &Path, clock: &FakeClock, seed: u64) -> Node {
        let (runtime, place) = open(config(database, folder), clock.clock(), chance(seed)).await;
        Node { door: Door(Arc::new(RwLock::new(place))), runtime: Some(runtime) }
    }

    /// Every task ends where it stands: nobody says goodbye, as with `kill -9`. What the database had begun, it ends.
    pub async fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
            self.door.app().db.clone().close().await;
        }
    }

    /// Its only thread does nothing, as in a machine that is moved, until what is given here is dropped.
    pub fn stands_still(&self) -> mpsc::Sender<()> {
        let (held, over) = mpsc::channel::<()>();
        let (tells, still) = mpsc::channel();
        self.runtime.as_ref().expect("it runs").spawn(async move {
            tells.send(()).expect("somebody waits for this");
            assert!(over.recv().is_err(), "it is dropped");
        });
        still.recv().expect("it stands still");
        held
    }

    pub async fn start_again(&mut self, database: db::Url, folder: &Path, clock: &FakeClock, seed: u64) {
        let (runtime, place) = open(config(database, folder), clock.clock(), chance(seed)).await;
        self.runtime = Some(runtime);
        *self.door.0.write().expect("the door") = place;
    }
}

impl Drop for Node {
    /// A runtime must not be dropped where one waits for it; only a failing test comes here without [`Node::kill`].
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn open(config: Config, clock: Clock, chance: Chance) -> (Runtime, (String, App)) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let serving = runtime.spawn(async move {
        let app = App::open(config, clock, chance).await.expect("the application opens");
        app.start().await.expect("the application starts");
        let listener = tokio::net::TcpListener::bind(app.config.listen).await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let routes = server::routes::router(app.clone());
        tokio::spawn(server::http::listen::serve(listener, routes, std::future::pending()));
        (address, app)
    });
    let place = serving.await.expect("the server starts");
    (runtime, place)
}
