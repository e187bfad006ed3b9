//! Measures the real program from outside, over the same addresses that browsers use. Knows nothing of its inside; a
//! scenario is a module, and `bin/bench` is how a person starts one.

mod chat;
mod check;
mod open_loop;
mod program;
mod report;
mod shop;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures a running Yingke.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Subcommand)]
enum Scenario {
    /// Visitors write at a fixed rate; agents with an open workbench receive.
    Chat(chat::Chat),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Scenario::Chat(chat) = Cli::parse().scenario;
    match chat::run(&chat).await {
        Ok(kept) if kept.kept() => ExitCode::SUCCESS,
        Ok(_) => {
            eprintln!("A promise was broken: a message was lost, doubled, or never reached its agent.");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
