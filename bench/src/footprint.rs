//! What it takes to have the program at all: its size, its memory when nothing happens, its start.

use crate::clock::now;
use crate::house::{House, People};
use crate::program::{self, Program};
use crate::stats::Interval;
use crate::{Place, Result, report};
use clap::Args;
use serde::Serialize;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Args)]
pub struct Footprint {
    #[command(flatten)]
    pub place: Place,
    /// How large the data folder is in which it is started, in MB.
    #[arg(long, default_value_t = 1_000)]
    fill_mb: u64,
    /// Messages a second while the folder is filled, through the same door as all others.
    #[arg(long, default_value_t = 3_000, value_parser = clap::value_parser!(u32).range(1..))]
    fill_rate: u32,
    #[arg(long, default_value_t = 20)]
    starts: usize,
    /// Seconds between the sign-ins and the look at the memory.
    #[arg(long, default_value_t = 60)]
    settle: u64,
    /// Writes the result here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Serialize)]
struct Found {
    scenario: &'static str,
    binary_mb: f64,
    idle_rss_mb: f64,
    data_mb: u64,
    messages: usize,
    start_ms: Vec<f64>,
    /// After the program was killed, with a write-ahead log to be read.
    start_after_kill_ms: Vec<f64>,
}

const SIGN_INS: usize = 10;
/// Each may write three hundred messages at once and five a second after that.
const WRITERS: usize = 3_000;

pub async fn run(asked: &Footprint) -> Result<bool> {
    let Place { program, scratch } = &asked.place;
    let idle_rss_mb = idle(asked).await?;
    eprintln!("Filling a data folder with {} MB …", asked.fill_mb);
    let writers = WRITERS.min(asked.fill_rate as usize);
    let people = People { agents: 100.min(writers), visitors: writers, listeners: 0 };
    let house = House::yingke(program, scratch, None, people).await?;
    let (path, megabytes, rate, starts) = (program.clone(), asked.fill_mb, asked.fill_rate, asked.starts);
    let found = tokio::task::spawn_blocking(move || {
        let house = fill(house, megabytes, rate)?;
        let (data_mb, messages) = (size_mb(&house.data())?, house.acknowledged.len());
        eprintln!("Starting it {starts} times …");
        let folder = house.stops()?;
        let data = folder.path().join("data");
        let start_ms = (0..starts).map(|_| start(&path, &data, End::Asked)).collect::<Result<_>>()?;
        let start_after_kill_ms = (0..starts).map(|_| start(&path, &data, End::Killed)).collect::<Result<_>>()?;
        let binary_mb = std::fs::metadata(&path)?.len() as f64 / 1e6;
        let scenario = "footprint";
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Found {
            scenario,
            binary_mb,
            idle_rss_mb,
            data_mb,
            messages,
            start_ms,
            start_after_kill_ms,
        })
    });
    let found = found.await??;
    show(&found, asked);
    if let Some(file) = &asked.json {
        std::fs::write(file, serde_json::to_string_pretty(&found)? + "\n")?;
    }
    Ok(true)
}

/// Memory a while after ten people have signed in, in a program that was just started.
async fn idle(asked: &Footprint) -> Result<f64> {
    let people = People { agents: SIGN_INS, visitors: 0, listeners: 0 };
    let house = House::still_closed(&asked.place.program, &asked.place.scratch, None, people).await?;
    let house = house.restarts(&asked.place.program)?;
    let shop = house.shop.as_ref().ok_or("no shop")?;
    for agent in 0..SIGN_INS {
        shop.signs_in(agent).await?;
    }
    eprintln!("Waiting {} s after {SIGN_INS} sign-ins …", asked.settle);
    tokio::time::sleep(Duration::from_secs(asked.settle)).await;
    Ok(house.program.used()?.rss_kb as f64 / 1_024.0)
}

fn fill(mut house: House, megabytes: u64, rate: u32) -> Result<House> {
    house.warms_up(rate, 0)?;
    while size_mb(&house.data())? < megabytes {
        let fates = house.writes(rate, 5)?;
        if let Some(status) = fates.all.iter().find_map(|fate| fate.refused) {
            return Err(format!("a message was refused with {status} while the folder was filled").into());
        }
    }
    Ok(house)
}

fn size_mb(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?.metadata()?;
        // The log does not count: it is empty after a good end.
        bytes += if entry.is_file() { entry.len() } else { 0 };
    }
    Ok(bytes / 1_000_000)
}

#[derive(Clone, Copy)]
enum End {
    Asked,
    Killed,
}

/// Milliseconds from the start of the process until it has answered a request that reads the database.
fn start(path: &Path, data: &Path, end: End) -> Result<f64> {
    let desk = TcpListener::bind(program::ANY_PORT)?.local_addr()?;
    let mut command = program::yingke(path, data, None, desk);
    let begun = now();
    let child = command.stdout(std::process::Stdio::null()).spawn()?;
    let program = Program::of(child, desk, data)?;
    let answered = first_answer(desk);
    let took = begun.elapsed().as_secs_f64() * 1_000.0;
    answered?;
    match end {
        End::Asked => program.stop()?,
        End::Killed => drop(program),
    }
    Ok(took)
}

fn first_answer(desk: SocketAddr) -> Result<()> {
    let begun = now();
    let mut stream = loop {
        match TcpStream::connect(desk) {
            Ok(stream) => break stream,
            Err(error) if begun.elapsed() > Duration::from_secs(120) => return Err(error.into()),
            Err(_) => std::thread::sleep(Duration::from_micros(200)),
        }
    };
    write!(stream, "GET /api/v1/setup HTTP/1.1\r\nHost: {desk}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(format!("the first answer was {answer}").into()) }
}

fn show(found: &Found, asked: &Footprint) {
    println!("\nfootprint: a data folder of {} MB, {} messages\n", found.data_mb, found.messages);
    let (normal, killed) = (Interval::of(&found.start_ms), Interval::of(&found.start_after_kill_ms));
    report::target("program, MB", format!("{:.1}", found.binary_mb), "≤ 30", found.binary_mb <= 30.0);
    let name = format!("memory {} s after sign-ins, MiB", asked.settle);
    report::target(&name, format!("{:.1}", found.idle_rss_mb), "≤ 30", found.idle_rss_mb <= 30.0);
    report::target("start to first answer, ms", normal, "≤ 100", normal.middle <= 100.0);
    report::target("the same after a kill, ms", killed, "≤ 100", killed.middle <= 100.0);
}
