//! Measures the real program from outside, over the same addresses that browsers use. Knows nothing of its inside; a
//! scenario is a module, and `bin/bench` is how a person starts one.

mod chat;
mod check;
mod clock;
mod crowd;
mod desk;
mod footprint;
mod generator;
mod growth;
mod house;
mod idle;
mod lists;
mod probe;
mod program;
mod reconnect;
mod report;
mod routing;
mod seed;
mod shop;
mod slow_disk;
mod stats;
mod sustained;
mod window;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures a running Yingke.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    scenario: Scenario,
}

/// What every scenario needs; `bin/bench` gives it.
#[derive(Args, Clone)]
pub struct Place {
    /// The program to measure.
    #[arg(long)]
    pub program: PathBuf,
    /// Where data folders are made; best on the disk that is to be measured.
    #[arg(long)]
    pub scratch: PathBuf,
}

#[derive(Subcommand)]
enum Scenario {
    /// Visitors write, agents receive: Yingke beside the floor.
    Chat(chat::Chat),
    /// Memory of visitors who have the chat open and say nothing.
    Idle(idle::Idle),
    /// Size, memory at rest, start.
    Footprint(footprint::Footprint),
    /// The program is started anew, and everybody comes back at once.
    Reconnect(reconnect::Reconnect),
    /// The load generator against a null echo: its own times and its highest rate.
    Generator(generator::Alone),
    /// The floor alone: whether it is good enough to be measured against.
    Floor(generator::Alone),
    /// Agents by the thousand, a long line: choosing, and from room to the agent's screen.
    Routing(routing::Routing),
    /// Fills an empty desk with as many messages as are asked for.
    Seed(seed::Seed),
    /// Lists, opening conversations and search on a filled desk.
    Lists(lists::Lists),
    /// The same, sending and routing, on desks of several sizes.
    Growth(growth::Growth),
}

#[tokio::main]
async fn main() -> ExitCode {
    let kept = match Cli::parse().scenario {
        Scenario::Chat(asked) => chat::run(&asked).await,
        Scenario::Idle(asked) => idle::run(&asked).await,
        Scenario::Footprint(asked) => footprint::run(&asked).await,
        Scenario::Reconnect(asked) => reconnect::run(&asked).await,
        Scenario::Generator(asked) => generator::run(&asked, generator::What::Echo),
        Scenario::Floor(asked) => generator::run(&asked, generator::What::Floor),
        Scenario::Routing(asked) => routing::run(&asked).await,
        Scenario::Seed(asked) => seed::run(&asked).await.map(|()| true),
        Scenario::Lists(asked) => lists::run(&asked).await.map(|()| true),
        Scenario::Growth(asked) => growth::run(&asked).await.map(|()| true),
    };
    match kept {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("A promise was broken: a message was lost, doubled, or never reached a screen.");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
