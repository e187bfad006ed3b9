//! The program under measurement: a process with a data folder of its own, and what the kernel says it has used. Not its
//! own metrics: a program is no witness for itself.

use crate::Result;
use crate::clock::now;
use crate::slow_disk::SlowDisk;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const READY_WITHIN: Duration = Duration::from_secs(120);
/// Linux counts CPU time for programs in hundredths of a second on x86-64 and ARM, whatever the kernel's own tick.
const TICK: Duration = Duration::from_millis(10);

pub struct Program {
    child: Child,
    pub desk: SocketAddr,
    pub disk: SlowDisk,
}

/// What is built together lies together; tests lie one folder deeper.
pub fn beside(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let places = own.ancestors().skip(1).take(2).map(|folder| folder.join(name));
    let found = places.into_iter().find(|path| path.exists());
    Ok(found.ok_or_else(|| format!("{name} is not beside {}: bin/bench builds both", own.display()))?)
}

pub const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

/// `yingke serve`, as `bin/bench` measures it.
pub fn yingke(path: &Path, data: &Path, database: Option<&str>, listen: SocketAddr) -> Command {
    let mut command = Command::new(path);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("YINGKE_")) {
        command.env_remove(name);
    }
    command.args(["serve", "--log-format", "json", "--listen", &listen.to_string()]);
    // All visitors of a measurement come from one address.
    command.args(["--sessions-per-minute", "1000000"]).arg("--data").arg(data);
    command.args(database.iter().flat_map(|url| ["--database", url]));
    command
}

impl Program {
    /// Ready when it says so in its log, which lies in `folder`.
    pub fn start(mut command: Command, folder: &Path) -> Result<Program> {
        SlowDisk::new(folder)?.preload(&mut command)?;
        Program::plain(command, folder)
    }

    /// The same where nothing is measured that waits for the disk.
    pub fn plain(mut command: Command, folder: &Path) -> Result<Program> {
        let log = folder.join("server.log");
        let disk = SlowDisk::new(folder)?;
        let name = command.get_program().to_string_lossy().into_owned();
        let said = File::create(&log)?;
        command.stdin(Stdio::null()).stderr(said.try_clone()?).stdout(said);
        let mut child = command.spawn().map_err(|why| format!("{name}: {why}"))?;
        let begun = now();
        while begun.elapsed() < READY_WITHIN && child.try_wait()?.is_none() {
            if let Some(desk) = listening(&fs::read_to_string(&log)?) {
                return Ok(Program { child, desk, disk });
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        drop(child.kill());
        Err(format!("{name} did not become ready:\n{}", fs::read_to_string(&log)?).into())
    }

    /// One that was started by other means.
    pub fn of(child: Child, desk: SocketAddr, folder: &Path) -> Result<Program> {
        Ok(Program { child, desk, disk: SlowDisk::new(folder)? })
    }

    /// Asks it to end, as an operator does, and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, rustix::process::Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }

    pub fn process(&self) -> u32 {
        self.child.id()
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

fn listening(log: &str) -> Option<SocketAddr> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let ready = lines.into_iter().find(|line| line["message"] == "Yingke is ready.")?;
    ready["http.listen"].as_str()?.parse().ok()
}

/// What a process has used since it began.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    pub cpu: Duration,
    pub rss_kb: u64,
    /// Handed to the file system for the disk.
    pub written: u64,
}

impl Used {
    /// By a process id, or by `self`.
    pub fn by(process: &str) -> Result<Used> {
        let read = |file: &str| fs::read_to_string(format!("/proc/{process}/{file}"));
        let (stat, status, io) = (read("stat")?, read("status")?, read("io")?);
        Ok(Used {
            cpu: cpu(&stat).ok_or("/proc/PID/stat cannot be read")?,
            rss_kb: labelled(&status, "VmRSS:")?,
            written: labelled(&io, "write_bytes:")?,
        })
    }
}

/// The name in brackets may itself hold spaces and brackets; user and system time are the 12th and 13th after it.
pub fn cpu(stat: &str) -> Option<Duration> {
    let after_name = stat.rsplit_once(')')?.1;
    let ticks: Option<Vec<u32>> =
        after_name.split_whitespace().skip(11).take(2).map(|tick| tick.parse().ok()).collect();
    Some(TICK * ticks?.iter().sum())
}

fn labelled(text: &str, label: &str) -> Result<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(label)).ok_or_else(|| format!("/proc has no {label}"))?;
    Ok(line.split_whitespace().next().ok_or("an empty line")?.parse()?)
}
