//! The program: command line and wiring. What it does is in `server`, `db` and `domain`.

mod doctor;
mod folder;
mod log;
mod memory;
mod network;
mod operator;
mod options;
mod seed;
mod serve;
mod world;

use clap::Parser;
use domain::Error;
use options::{Cli, Command, OwnerCommand, TokenCommand};
use std::process::ExitCode;

// Glibc's allocator keeps what long runs with many small buffers once needed.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    memory::keep_briefly();
    let cli = Cli::parse();
    log::start(&cli.log, cli.log_format, cli.command.writes_to());
    // One processor is for the thread that writes: more workers than the others only wake each other up.
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = (processors - 1).max(1);
    match tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build() {
        Ok(runtime) => runtime.block_on(run(cli.command)),
        Err(error) => failed(&Error::internal_error(format!("the runtime cannot be started: {error}"))),
    }
}

async fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Serve(options) => serve::serve(options).await,
        Command::Doctor(options) => return doctor::examine(options).await,
        Command::Migrate(options) => operator::migrate(options).await,
        Command::Openapi => operator::openapi(),
        Command::Token(TokenCommand::Create { login, storage }) => operator::create_token(storage, &login).await,
        Command::Owner(OwnerCommand::Reset { workspace, storage }) => operator::reset_owner(storage, &workspace).await,
        Command::Seed(options) => seed::seed(options).await,
    };
    done.map_or_else(|error| failed(&error), |()| ExitCode::SUCCESS)
}

/// The program's last words: both languages, and what operators need.
fn failed(error: &Error) -> ExitCode {
    eprintln!("yingke: {}\n        {}", error.en, error.zh);
    if let Some(internal) = &error.internal {
        eprintln!("        {internal}");
    }
    ExitCode::FAILURE
}
