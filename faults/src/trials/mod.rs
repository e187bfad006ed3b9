//! The trials. Each sets up a site of its own, spoils it while people work, and ends with the ledger's report.

pub mod backends;
pub mod clock;
pub mod forgotten;
pub mod full;
pub mod kills;
pub mod lock;
pub mod nodes;
pub mod points;
pub mod power;
pub mod sockets;
mod steps;

use crate::Result;
use crate::cluster::Cluster;
use crate::people::{Crowd, Day};
use crate::program::Node;
use crate::shop::Shop;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Generous: a trial shows what is right, not what is fast.
pub const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// An installation under trial.
pub struct Site {
    // Before its database and its folder: it goes first.
    pub node: Node,
    pub cluster: Option<Cluster>,
    home: TempDir,
    program: PathBuf,
}

impl Site {
    /// Nothing runs yet but the database server.
    pub async fn prepare(program: &Path, database: Database) -> Result<Site> {
        let cluster = match database {
            Database::Sqlite => None,
            Database::Postgres => {
                let mut cluster = Cluster::make(None)?;
                cluster.start().await?;
                Some(cluster)
            }
        };
        let home = tempfile::Builder::new().prefix("yingke-site-").tempdir()?;
        std::fs::create_dir(home.path().join("disk"))?;
        let log = home.path().join("node0.log");
        let node = Node::new(program, &home.path().join("disk/data"), &log, cluster.as_ref().map(Cluster::url))?;
        Ok(Site { node, cluster, home, program: program.to_owned() })
    }

    pub async fn open(program: &Path, database: Database) -> Result<Site> {
        let mut site = Site::prepare(program, database).await?;
        site.node.start().await?;
        Ok(site)
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// What the data folder is in: its own making is part of what must last.
    pub fn disk(&self) -> PathBuf {
        self.home().join("disk")
    }

    /// Another process on the same database, with the same files. Not started yet.
    pub fn another_node(&self) -> Result<Node> {
        let log = self.home().join("node1.log");
        Node::new(&self.program, &self.node.data, &log, self.cluster.as_ref().map(Cluster::url))
    }

    pub async fn shop(&self) -> Result<Shop> {
        Shop::opens("青岚茶器", vec![self.node.port]).await
    }

    pub async fn day(&self, crowd: Crowd, seed: u64) -> Result<Day> {
        Day::begins(self.shop().await?, crowd, seed).await
    }
}
