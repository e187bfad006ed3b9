//! The program under measurement: a process with a data folder of its own, and what the kernel says it has used. Not its
//! own metrics: a program is no witness for itself.

use crate::Result;
use crate::open_loop::now;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

const READY_WITHIN: Duration = Duration::from_secs(60);
/// Linux counts CPU time for programs in hundredths of a second on x86-64 and ARM, whatever the kernel's own tick.
const TICK: Duration = Duration::from_millis(10);

pub struct Program {
    child: Child,
    /// Address and port.
    pub host: String,
}

impl Program {
    pub fn start(path: &Path, folder: &Path, database: Option<&str>) -> Result<Program> {
        let log = folder.join("server.log");
        let mut command = Command::new(path);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("YINGKE_")) {
            command.env_remove(name);
        }
        command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]);
        // All visitors of a measurement come from one address.
        command.args(["--sessions-per-minute", "1000000"]).arg("--data").arg(folder.join("data"));
        command.args(database.iter().flat_map(|url| ["--database", url]));
        let child = command.stdout(File::create(&log)?).spawn().map_err(|why| format!("{}: {why}", path.display()))?;
        let mut program = Program { child, host: String::new() };
        let begun = now();
        while now().duration_since(begun) < READY_WITHIN && program.child.try_wait()?.is_none() {
            if let Some(host) = listening(&fs::read_to_string(&log)?) {
                program.host = host;
                return Ok(program);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(format!("The program did not become ready:\n{}", fs::read_to_string(&log)?).into())
    }

    pub fn used(&self) -> Result<Used> {
        Used::by(&self.child.id().to_string())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn listening(log: &str) -> Option<String> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let ready = lines.into_iter().find(|line| line["message"] == "Yingke is ready.")?;
    ready["http.listen"].as_str().map(str::to_owned)
}

/// What a process has used since it began.
#[derive(Clone, Copy)]
pub struct Used {
    pub cpu: Duration,
    pub rss_kb: u64,
    pub peak_rss_kb: u64,
    /// Handed to the file system for the disk.
    pub written: u64,
}

impl Used {
    /// By a process id, or by `self`.
    pub fn by(process: &str) -> Result<Used> {
        let read = |file: &str| fs::read_to_string(format!("/proc/{process}/{file}"));
        let (stat, status, io) = (read("stat")?, read("status")?, read("io")?);
        // The name in brackets may itself hold spaces and brackets; user and system time are the 12th and 13th after it.
        let after_name = stat.rsplit_once(')').ok_or("/proc/PID/stat has no name")?.1;
        let ticks = after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(str::parse::<u32>)
            .sum::<std::result::Result<u32, _>>()?;
        Ok(Used {
            cpu: TICK * ticks,
            rss_kb: labelled(&status, "VmRSS:")?,
            peak_rss_kb: labelled(&status, "VmHWM:")?,
            written: labelled(&io, "write_bytes:")?,
        })
    }
}

fn labelled(text: &str, label: &str) -> Result<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(label)).ok_or_else(|| format!("/proc has no {label}"))?;
    Ok(line.split_whitespace().next().ok_or("an empty line")?.parse()?)
}

/// The middle of a hundred small synced writes: no acknowledgement can be faster than its disk, so it stands beside them.
pub fn disk_sync(folder: &Path) -> Result<Duration> {
    let mut file = File::create(folder.join("sync"))?;
    let mut times = Vec::new();
    for _ in 0..100 {
        let begun = now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(now().duration_since(begun));
    }
    times.sort();
    Ok(times[times.len() / 2])
}
