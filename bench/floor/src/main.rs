//! The smallest honest desk: a message comes in as the chat page sends it, is committed to SQLite like ours, is answered,
//! and goes out to the agent's and the visitor's socket in frames like ours. Nothing else: no rights, no routing, no
//! search, no second table. What Yingke takes beyond this is the price of what it does, and that is what is measured.

mod desk;
mod line;
mod store;
mod wire;

use clap::Parser;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;

/// The floor that Yingke is measured against.
#[derive(Parser)]
struct Options {
    /// Where the database is made. Without it nothing is stored: a null echo, for testing a load generator.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Visitor `vN` is served by agent `a(N mod agents)`.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    agents: u32,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("yingke-floor: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let store = options.data.as_deref().map(|folder| store::open(&folder.join("floor.db"))).transpose()?;
    let listener = TcpListener::bind(options.listen)?;
    // As Yingke says it, so that one reader of the log serves both.
    let ready = serde_json::json!({"message": "Yingke is ready.", "http.listen": listener.local_addr()?});
    println!("{ready}");
    desk::serve(listener, store, options.agents as usize)
}
