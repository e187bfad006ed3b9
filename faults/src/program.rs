//! The real program as a process: started, killed, paused, and what it said.

use crate::Result;
use crate::signal::{self, Signal};
use std::ffi::OsString;
use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

const READY_WITHIN: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(20);

pub struct Node {
    program: PathBuf,
    pub data: PathBuf,
    database: Option<String>,
    pub port: u16,
    log: PathBuf,
    /// What it is started with, beside its options; a fail point for one start is not among them.
    pub variables: Vec<(String, OsString)>,
    child: Option<Child>,
    client: reqwest::Client,
}

impl Node {
    /// Not started yet.
    pub fn new(program: &Path, data: &Path, log: &Path, database: Option<String>) -> Result<Node> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build()?;
        let (program, data, log) = (program.to_owned(), data.to_owned(), log.to_owned());
        Ok(Node { program, data, database, log, port, variables: Vec::new(), child: None, client })
    }

    /// Starts it and does not wait.
    pub fn launch(&mut self) -> Result<()> {
        self.launch_with(&[])
    }

    pub fn launch_with(&mut self, more: &[(&str, &str)]) -> Result<()> {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("YINGKE_")) {
            command.env_remove(name);
        }
        command.args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)]).arg("--data").arg(&self.data);
        // All visitors of a trial come from one address.
        command.args(["--sessions-per-minute", "100000", "--upload-mb-per-day", "100000", "--registration", "open"]);
        command.args(self.database.iter().flat_map(|url| ["--database", url]));
        command.env("YINGKE_TRIAL_LOG_BYTES", "1048576");
        command.envs(self.variables.iter().cloned());
        command.envs(more.iter().copied());
        let log = File::options().create(true).append(true).open(&self.log)?;
        let errors = log.try_clone()?;
        self.child = Some(command.stdin(Stdio::null()).stdout(log).stderr(errors).spawn()?);
        Ok(())
    }

    pub async fn start(&mut self) -> Result<()> {
        self.launch()?;
        self.ready().await
    }

    /// Until it answers. An end before that is an error.
    pub async fn ready(&mut self) -> Result<()> {
        let url = format!("http://127.0.0.1:{}/readyz", self.port);
        let waiting = async {
            loop {
                if let Some(status) = self.ended()? {
                    return Err(format!("the program ended with {status} before it was ready:\n{}", self.said()).into());
                }
                if self.client.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                    return Ok(());
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(READY_WITHIN, waiting).await.map_err(|_| "the program is not ready after two minutes")?
    }

    /// SIGKILL: no chance to tidy up.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    pub fn signal(&self, signal: Signal) -> Result<()> {
        signal::send(signal, &self.process().into_iter().collect::<Vec<_>>())
    }

    pub fn process(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        match &mut self.child {
            Some(child) => Ok(child.try_wait()?),
            None => Ok(None),
        }
    }

    /// Until it ends by itself, as it does at a fail point.
    pub async fn ends(&mut self, within: Duration) -> Result<()> {
        let waiting = async {
            while self.ended()?.is_none() {
                tokio::time::sleep(LOOK).await;
            }
            self.child = None;
            Ok(())
        };
        tokio::time::timeout(within, waiting).await.map_err(|_| "the program goes on")?
    }

    /// The last words of its log.
    pub fn said(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }

    /// Files and connections that it has open.
    pub fn descriptors(&self) -> Result<usize> {
        let process = self.process().ok_or("it does not run")?;
        Ok(std::fs::read_dir(format!("/proc/{process}/fd"))?.count())
    }

    /// Kilobytes of memory, as the kernel counts them.
    pub fn memory(&self) -> Result<u64> {
        let process = self.process().ok_or("it does not run")?;
        let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.split_whitespace().next().ok_or("an empty VmRSS")?.parse()?)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.kill());
    }
}
