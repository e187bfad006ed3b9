//! The data folder: made for its owner only, and held by one program at a time when the database is in it.

use db::Url;
use domain::{Code, Error, Result};
use server::lasting;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held as long as the program runs; the operating system lets go of it however the program ends.
pub struct Claim(#[expect(dead_code, reason = "it is held, not read")] Option<File>);

/// Makes the folder where it is missing. Several nodes on PostgreSQL share it, so they claim nothing.
pub fn claim(folder: &Path, database: &Url) -> Result<Claim> {
    lasting::make_folder(folder).map_err(|error| unusable(folder, &error))?;
    if let Url::Postgres(_) = database {
        return Ok(Claim(None));
    }
    let lock = OpenOptions::new().create(true).append(true).open(folder.join("lock"));
    let lock = lock.map_err(|error| unusable(folder, &error))?;
    match lock.try_lock() {
        Ok(()) => Ok(Claim(Some(lock))),
        Err(TryLockError::WouldBlock) => Err(in_use(folder)),
        Err(TryLockError::Error(error)) => Err(unusable(folder, &error)),
    }
}

fn in_use(folder: &Path) -> Error {
    let folder = folder.display();
    Error::new(
        Code::Conflict,
        format!("数据文件夹 {folder} 正被另一个迎客程序使用。请先停止它。"),
        format!("The data folder {folder} is in use by another yingke. Stop that one first."),
    )
}

fn unusable(folder: &Path, error: &std::io::Error) -> Error {
    let folder = folder.display();
    Error::new(
        Code::Unavailable,
        format!("无法使用数据文件夹 {folder}。"),
        format!("The data folder {folder} cannot be used."),
    )
    .internal(error.to_string())
}
