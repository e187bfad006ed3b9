//! The folder of files. Each has a random name; a name is given out only when the bytes and the name are on the disk.

use crate::app::{Chance, hex};
use crate::lasting;
use domain::{Error, Result, Timestamp};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;

/// Files under way; what a crash leaves there is swept by [`Storage::sweep`].
const UNDER_WAY: &str = "incoming";

pub struct Storage {
    folder: PathBuf,
    chance: Chance,
}

/// A file that is being written. Dropping it unfinished leaves a remnant for the sweep.
pub struct Incoming {
    file: tokio::fs::File,
    path: PathBuf,
    pub name: String,
    pub size: u64,
}

fn problem(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
    move |error| {
        let text = format!("{}: {error}", path.display());
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::disk_full(text),
            _ => Error::unavailable(text),
        }
    }
}

impl Storage {
    pub fn open(folder: PathBuf, chance: &Chance) -> Result<Storage> {
        let incoming = folder.join(UNDER_WAY);
        lasting::make_folder(&incoming).map_err(problem(&incoming))?;
        lasting::make_folder(&folder).map_err(problem(&folder))?;
        Ok(Storage { folder, chance: chance.clone() })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub async fn begin(&self) -> Result<Incoming> {
        let mut bytes = [0; 20];
        (self.chance)(&mut bytes);
        let name = hex(&bytes);
        let path = self.folder.join(UNDER_WAY).join(&name);
        let file = tokio::fs::File::create_new(&path).await.map_err(problem(&path))?;
        Ok(Incoming { file, path, name, size: 0 })
    }

    /// Bytes, name and folder are on the disk when this returns; the answer is the key under which it is found.
    pub async fn finish(&self, mut incoming: Incoming) -> Result<String> {
        let from = incoming.path.clone();
        incoming.file.flush().await.map_err(problem(&from))?;
        db::fail_point("file.written");
        incoming.file.sync_all().await.map_err(problem(&from))?;
        db::fail_point("file.synced");
        let (folder, name) = (self.folder.clone(), incoming.name);
        let moving =
            tokio::task::spawn_blocking(move || settle(&folder, &from, &name).map_err(problem(&from)).map(|()| name));
        moving.await.map_err(|error| Error::internal_error(error.to_string()))?
    }

    pub async fn read(&self, key: &str) -> Result<tokio::fs::File> {
        let path = place(&self.folder, key);
        tokio::fs::File::open(&path).await.map_err(problem(&path))
    }

    /// Removing what is not there is no error.
    pub async fn remove(&self, key: &str) -> Result<()> {
        let path = place(&self.folder, key);
        match tokio::fs::remove_file(&path).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(problem(&path)(error)),
            _ => Ok(()),
        }
    }

    /// Removes what was begun before `before` and never finished.
    pub fn sweep(&self, before: Timestamp) -> Result<()> {
        let folder = self.folder.join(UNDER_WAY);
        for entry in std::fs::read_dir(&folder).map_err(problem(&folder))?.flatten() {
            let touched = entry.metadata().and_then(|about| about.modified()).ok();
            let age = touched.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            if age.is_some_and(|age| i64::try_from(age.as_millis()).is_ok_and(|ms| ms < before.0)) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Ok(())
    }
}

impl Incoming {
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).await.map_err(problem(&self.path))
    }

    pub async fn discard(self) {
        drop(self.file);
        let _ = tokio::fs::remove_file(&self.path).await;
    }
}

/// 256 folders, so that none grows too large for tools that list them.
fn place(folder: &Path, key: &str) -> PathBuf {
    folder.join(&key[..2]).join(key)
}

fn settle(folder: &Path, from: &Path, key: &str) -> std::io::Result<()> {
    let to = place(folder, key);
    let shelf = folder.join(&key[..2]);
    // Also where it is there already: another upload may have made it and not yet synced its name.
    lasting::make_folder(&shelf)?;
    std::fs::rename(from, &to)?;
    db::fail_point("file.moved");
    lasting::sync_names(&shelf)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_disk_without_room_is_told_as_such() {
        let home = tempfile::tempdir().unwrap();
        let chance: Chance = Arc::new(|bytes| bytes.fill(7));
        let storage = Storage::open(home.path().join("files"), &chance).unwrap();
        // Linux has a device on which nothing finds room.
        let (path, name) = (PathBuf::from("/dev/full"), "07".to_owned());
        let file = tokio::fs::File::options().write(true).open(&path).await.unwrap();
        let mut incoming = Incoming { file, path, name, size: 0 };
        incoming.write(b"tea").await.unwrap();
        let refused = storage.finish(incoming).await.unwrap_err();
        assert_eq!(refused.details.as_ref().unwrap()["reason"], "disk_full");
    }
}
