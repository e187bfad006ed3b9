//! A PostgreSQL server of its own: its processes can be killed, one by one or all at once, and run on a disk that forgets.

use crate::Result;
use crate::disk::{Disk, Names};
use crate::signal::{self, Signal};
use std::ffi::OsString;
use std::fs::File;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const READY_WITHIN: Duration = Duration::from_secs(120);

pub struct Cluster {
    /// Held until the end.
    _home: TempDir,
    pub data: PathBuf,
    programs: PathBuf,
    /// PostgreSQL refuses to run as root.
    user: Option<(u32, u32)>,
    port: u16,
    variables: Vec<(String, OsString)>,
    child: Option<Child>,
}

impl Cluster {
    /// Made in `place` when one is given (a small disk), else in the system's folder for such things. Not started yet.
    pub fn make(place: Option<&Path>) -> Result<Cluster> {
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix("yingke-cluster-");
        let home = match place {
            Some(place) => builder.tempdir_in(place)?,
            None => builder.tempdir()?,
        };
        let user = if is_root()? { Some(postgres_user()?) } else { None };
        if let Some((user, group)) = user {
            chown(home.path(), Some(user), Some(group))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let data = home.path().join("data");
        let cluster =
            Cluster { _home: home, data, programs: programs()?, user, port, variables: Vec::new(), child: None };
        let mut initdb = cluster.command("initdb");
        // Small segments of the log: the disk that forgets compares a segment at each sync.
        initdb.args(["-U", "yingke", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1"]);
        let made = initdb.arg("-D").arg(&cluster.data).stdout(Stdio::null()).status()?;
        if made.success() { Ok(cluster) } else { Err("initdb failed".into()) }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir("/").stdin(Stdio::null());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// From the next start on it runs on a disk that forgets.
    pub fn moves_to_forgetful_disk(&mut self) -> Result<Disk> {
        let disk = Disk::under(&self.data, Names::Journal)?;
        self.variables = disk.variables();
        Ok(disk)
    }

    pub async fn start(&mut self) -> Result<()> {
        // Left by a server that was killed; after a real power cut its number would mean nothing.
        drop(std::fs::remove_file(self.data.join("postmaster.pid")));
        let home = self.data.parent().ok_or("the data folder has no parent")?;
        let log = File::options().create(true).append(true).open(home.join("log"))?;
        let mut server = self.command("postgres");
        server.arg("-D").arg(&self.data).args(["-p", &self.port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
        server.arg("-c").arg(format!("unix_socket_directories={}", home.display()));
        server.args(["-c", "max_connections=100", "-c", "fsync=on", "-c", "shared_buffers=16MB"]);
        server.args(["-c", "max_wal_size=32MB", "-c", "min_wal_size=2MB", "-c", "checkpoint_timeout=30s"]);
        server.envs(self.variables.iter().cloned()).stdout(log.try_clone()?).stderr(log);
        self.child = Some(server.spawn()?);
        self.answers().await
    }

    /// Until it takes connections.
    pub async fn answers(&mut self) -> Result<()> {
        let waiting = async {
            while self.sql("select 1").is_err() {
                if let Some(child) = &mut self.child
                    && let Some(status) = child.try_wait()?
                {
                    return Err(format!("PostgreSQL ended with {status}: {}", self.said()).into());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Ok(())
        };
        tokio::time::timeout(READY_WITHIN, waiting).await.map_err(|_| "PostgreSQL does not answer")?
    }

    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(match &mut self.child {
            Some(child) => child.try_wait()?.is_some(),
            None => true,
        })
    }

    pub fn said(&self) -> String {
        let log = self.data.parent().map(|home| home.join("log")).unwrap_or_default();
        let text = std::fs::read_to_string(log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(10)..].join("\n")
    }

    pub fn url(&self) -> String {
        format!("postgres://yingke@127.0.0.1:{}/postgres", self.port)
    }

    /// The first column of what a statement answers, line by line.
    pub fn sql(&self, statement: &str) -> Result<Vec<String>> {
        let mut psql = Command::new("psql");
        let answer =
            psql.args([&self.url(), "-X", "-q", "-A", "-t", "-c", statement]).env("PGCONNECT_TIMEOUT", "5").output()?;
        if !answer.status.success() {
            return Err(String::from_utf8_lossy(&answer.stderr).into_owned().into());
        }
        Ok(String::from_utf8(answer.stdout)?.lines().map(str::to_owned).collect())
    }

    /// A statement that takes its time, in a process of its own.
    pub fn begins(&self, statements: &str) -> Result<Child> {
        let mut psql = Command::new("psql");
        psql.args([&self.url(), "-X", "-q", "-c", statements]).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(psql.spawn()?)
    }

    /// The server's processes that serve the program under trial.
    pub fn backends(&self) -> Result<Vec<u32>> {
        let serving = "select pid from pg_stat_activity where application_name = 'yingke'";
        Ok(self.sql(serving)?.iter().filter_map(|number| number.parse().ok()).collect())
    }

    /// All processes at once, without a word.
    pub fn kill(&mut self) -> Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        // Held still first, so that none sees another die and tidies up.
        signal::send(Signal::Pause, &[child.id()])?;
        let all = signal::family(child.id());
        signal::send(Signal::Pause, &all)?;
        signal::send(Signal::Kill, &all)?;
        child.wait()?;
        // Backends are the server's children, not ours: they are gone when the system says so.
        while all.iter().any(|process| is_alive(*process)) {
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// As an administrator restarts it.
    pub async fn restarts(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            signal::send(Signal::Interrupt, &[child.id()])?;
            child.wait()?;
        }
        self.start().await
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.kill());
    }
}

fn is_alive(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

pub fn is_root() -> Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(std::fs::metadata("/proc/self")?.uid() == 0)
}

fn postgres_user() -> Result<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd")?;
    let line =
        users.lines().find_map(|line| line.strip_prefix("postgres:")).ok_or("there is no user postgres: bin/setup")?;
    let mut parts = line.split(':').skip(1);
    let mut number = || parts.next().and_then(|text| text.parse().ok()).ok_or("/etc/passwd is not understood");
    Ok((number()?, number()?))
}

/// Debian keeps the server's programs apart, by version.
fn programs() -> Result<PathBuf> {
    let mut versions: Vec<PathBuf> = match std::fs::read_dir("/usr/lib/postgresql") {
        Ok(all) => all.flatten().map(|entry| entry.path().join("bin")).collect(),
        Err(_) => Vec::new(),
    };
    versions.retain(|folder| folder.join("initdb").exists());
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let anywhere = std::env::split_paths(&path).find(|folder| folder.join("initdb").exists());
    Ok(versions.pop().or(anywhere).ok_or("PostgreSQL is missing: bin/setup")?)
}
