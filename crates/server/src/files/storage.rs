//! The folder of files.

use domain::Result;
use std::path::PathBuf;

pub struct Storage {
    folder: PathBuf,
}

impl Storage {
    pub fn open(folder: PathBuf) -> Result<Storage> {
        std::fs::create_dir_all(&folder).map_err(|error| domain::Error::unavailable(format!("{}: {error}", folder.display())))?;
        Ok(Storage { folder })
    }

    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }
}
