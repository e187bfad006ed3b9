//! A desk with its people, ready to be measured: the floor, a null echo, or Yingke on one of its databases. It remembers what
//! was acknowledged, for the look into the store at the end.

use crate::Result;
use crate::clock::Plan;
use crate::crowd::{Crowd, Fates, IN_WITHIN, Role, TOGETHER};
use crate::program::{self, Program};
use crate::shop::Shop;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

pub struct House {
    pub name: &'static str,
    pub program: Program,
    pub crowd: Crowd,
    /// Absent where there is no API but the chat's.
    pub shop: Option<Shop>,
    /// Number of a message → id in its answer.
    pub acknowledged: Vec<(usize, String)>,
    pub screens: Screens,
    next: usize,
    folder: TempDir,
}

/// Frames of all acknowledged messages, to agents and to visitors.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Screens {
    pub missing: usize,
    pub doubled: usize,
}

#[derive(Clone, Copy)]
pub struct People {
    pub agents: usize,
    /// With a chat page that writes and a socket that listens.
    pub visitors: usize,
    /// Who only listen, as almost everybody does at any moment.
    pub listeners: usize,
}

impl House {
    pub fn floor(scratch: &Path, people: People) -> Result<House> {
        let folder = folder(scratch, "floor-")?;
        let mut command = floor_command(people)?;
        command.arg("--data").arg(folder.path());
        House::of_floor("floor", command, folder, people)
    }

    /// Answers at once and keeps nothing: what is left is the generator and the sockets.
    pub fn echo(scratch: &Path, people: People) -> Result<House> {
        House::of_floor("echo", floor_command(people)?, folder(scratch, "echo-")?, people)
    }

    fn of_floor(name: &'static str, command: Command, folder: TempDir, people: People) -> Result<House> {
        let program = Program::start(command, folder.path())?;
        let mut crowd = Crowd::of(program.desk)?;
        for agent in 0..people.agents {
            crowd.add(Role::AgentSocket(agent), &format!("a{agent}"));
        }
        for visitor in 0..people.visitors + people.listeners {
            crowd.add(Role::VisitorSocket(visitor), &format!("v{visitor}"));
            if visitor < people.visitors {
                crowd.add(Role::Page(visitor), &format!("v{visitor}"));
            }
        }
        let (acknowledged, screens) = (Vec::new(), Screens::default());
        House { name, program, crowd, shop: None, acknowledged, screens, next: 0, folder }.comes_in()
    }

    /// Yingke on a fresh data folder, or on an empty PostgreSQL database, with everybody at their screens.
    pub async fn yingke(path: &Path, scratch: &Path, database: Option<&str>, people: People) -> Result<House> {
        House::still_closed(path, scratch, database, people).await?.comes_in()
    }

    /// Everybody is known, and nobody has opened a page.
    pub async fn still_closed(path: &Path, scratch: &Path, database: Option<&str>, people: People) -> Result<House> {
        let folder = folder(scratch, "yingke-")?;
        let command = program::yingke(path, &folder.path().join("data"), database, program::ANY_PORT);
        let program = Program::start(command, folder.path())?;
        let shop = Shop::opens(program.desk).await?;
        let mut crowd = Crowd::of(program.desk)?;
        // Room for twice the even share, so that nobody waits in the queue.
        let capacity = people.visitors.div_ceil(people.agents) * 2;
        for agent in 0..people.agents {
            crowd.add(Role::AgentSocket(agent), &shop.hires(agent, capacity.max(1)).await?);
        }
        for (visitor, token) in shop.greets(people.visitors + people.listeners).await?.iter().enumerate() {
            crowd.add(Role::VisitorSocket(visitor), token);
            if visitor < people.visitors {
                crowd.add(Role::Page(visitor), token);
            }
        }
        let name = if database.is_some() { "postgres" } else { "sqlite" };
        let (acknowledged, screens) = (Vec::new(), Screens::default());
        Ok(House { name, program, crowd, shop: Some(shop), acknowledged, screens, next: 0, folder })
    }

    pub fn comes_in(mut self) -> Result<House> {
        let (all, open) = (self.crowd.lines(), self.crowd.open(TOGETHER, IN_WITHIN)?);
        // Agents are online once their sockets are: nobody may write before that.
        if open < all { Err(format!("{}: only {open} of {all} came in", self.name).into()) } else { Ok(self) }
    }

    /// The program is stopped and started again, on the same address and data.
    pub fn restarts(mut self, path: &Path) -> Result<House> {
        let (desk, data) = (self.program.desk, self.data());
        self.program.stop()?;
        self.crowd.everybody_is_gone();
        self.program = Program::start(program::yingke(path, &data, None, desk), self.folder.path())?;
        Ok(self)
    }

    /// Ends the program; its data stays as long as what is given back.
    pub fn stops(self) -> Result<TempDir> {
        self.program.stop()?;
        Ok(self.folder)
    }

    /// One window of writing at this rate.
    pub fn writes(&mut self, per_second: u32, seconds: u32) -> Result<Fates> {
        let plan = self.plan(per_second, seconds);
        let fates = self.crowd.run(plan)?;
        self.remembers(&fates);
        Ok(fates)
    }

    /// Messages that nobody has sent before.
    pub fn plan(&mut self, per_second: u32, seconds: u32) -> Plan {
        let plan = Plan::seconds(self.next, per_second, seconds);
        self.next += plan.count;
        plan
    }

    pub fn remembers(&mut self, fates: &Fates) {
        self.screens.doubled += fates.strays;
        for (n, fate) in fates.all.iter().enumerate() {
            self.screens.doubled += fate.doubled as usize;
            if fate.acknowledged.is_some() {
                let missing = [fate.agent_saw, fate.visitor_saw].iter().filter(|saw| saw.is_none()).count();
                self.screens.missing += missing;
                self.acknowledged.push((fates.plan.first + n, fate.id.clone()));
            }
        }
    }

    /// Everybody writes at least once: opening conversations is not part of what is measured.
    pub fn warms_up(&mut self, per_second: u32, seconds: u32) -> Result<()> {
        let gently = per_second.min(500);
        self.writes(gently, (self.crowd.visitors() as u32).div_ceil(gently))?;
        if seconds > 0 { self.writes(per_second, seconds).map(drop) } else { Ok(()) }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("floor.db")
    }
}

fn folder(scratch: &Path, prefix: &str) -> Result<TempDir> {
    std::fs::create_dir_all(scratch)?;
    Ok(tempfile::Builder::new().prefix(prefix).tempdir_in(scratch)?)
}

fn floor_command(people: People) -> Result<Command> {
    let mut command = Command::new(program::beside("yingke-floor")?);
    command.args(["--agents", &people.agents.to_string()]);
    Ok(command)
}
