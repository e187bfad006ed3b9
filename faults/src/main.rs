//! `bin/faults`: the long forms of the trials, as many times as one likes.

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};
use faults::trials::sockets::Dead;
use faults::trials::{self, Database};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Spoils a running Yingke on purpose and says what was lost or doubled.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    trial: Trial,
    /// The program under trial; one with debug assertions has the fail points.
    #[arg(long, global = true, default_value = "target/debug/yingke")]
    program: PathBuf,
    #[arg(long, global = true, value_enum, default_value_t = Which::Sqlite)]
    database: Which,
    /// The same number makes the same throws; what the machine does in between stays its own affair.
    #[arg(long, global = true, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Which {
    Sqlite,
    Postgres,
}

#[derive(Subcommand)]
enum Trial {
    /// SIGKILL under load and during the start.
    Kills {
        #[arg(long, default_value_t = 200)]
        count: usize,
    },
    /// Each named fail point.
    Points {
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// Only this one.
        #[arg(long, value_parser = PossibleValuesParser::new(trials::points::ALL))]
        point: Option<String>,
    },
    /// Power cuts on a disk that forgets what was not synced.
    Power {
        #[arg(long, default_value_t = 50)]
        count: usize,
    },
    /// PostgreSQL's connections ended, its backends killed, the server restarted and killed.
    Backends {
        #[arg(long, default_value_t = 40)]
        count: usize,
    },
    /// An end between the row and the bytes of a file that was taken back.
    Forgotten,
    /// A full disk. As root, because it mounts a small one.
    Full {
        #[arg(long, default_value_t = 5)]
        count: usize,
    },
    /// A lock of the database, held by somebody else.
    Lock {
        #[arg(long, default_value_t = 30)]
        seconds: u64,
    },
    /// The clock jumps an hour ahead and an hour back.
    Clock {
        #[arg(long, default_value_t = 4)]
        rounds: usize,
    },
    /// Two nodes on PostgreSQL: one is killed; every tenth time it stands still instead.
    Nodes {
        #[arg(long, default_value_t = 100)]
        count: usize,
        #[arg(long, default_value_t = 60)]
        pause_seconds: u64,
    },
    /// Sockets that read nothing, and a peer that has vanished.
    Sockets,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let program = cli.program.canonicalize().unwrap_or(cli.program);
    let (database, seed) = (
        match cli.database {
            Which::Sqlite => Database::Sqlite,
            Which::Postgres => Database::Postgres,
        },
        cli.seed,
    );
    let report = match cli.trial {
        Trial::Kills { count } => trials::kills::run(&program, database, count, seed).await,
        Trial::Points { rounds, point } => {
            let all = trials::points::ALL;
            let is_chosen = |name: &&str| point.as_deref().is_none_or(|one| one == *name);
            let points: Vec<&str> = all.iter().copied().filter(is_chosen).collect();
            trials::points::run(&program, database, &points, rounds, seed).await
        }
        Trial::Power { count } => trials::power::run(&program, database, count, seed).await,
        Trial::Backends { count } => trials::backends::run(&program, count, seed).await,
        Trial::Forgotten => trials::forgotten::run(&program, database).await,
        Trial::Full { count } => trials::full::run(&program, database, count, seed).await,
        Trial::Lock { seconds } => trials::lock::run(&program, database, Duration::from_secs(seconds), seed).await,
        Trial::Clock { rounds } => trials::clock::run(&program, database, rounds, seed).await,
        Trial::Nodes { count, pause_seconds } => {
            trials::nodes::run(&program, count, Duration::from_secs(pause_seconds), seed).await
        }
        Trial::Sockets => trials::sockets::run(&program, database, Dead::WaitFor, seed).await,
    };
    match report {
        Ok(report) => {
            println!("{report}");
            if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("The trial could not be finished: {error}");
            ExitCode::FAILURE
        }
    }
}
