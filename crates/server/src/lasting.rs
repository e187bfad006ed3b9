//! Names that outlive a power cut. A file's bytes last once the file is synced, its name once its folder is (POSIX, fsync);
//! whoever forgets the second finds the whole folder gone.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::Path;

/// Syncs the names in a folder.
pub fn sync_names(folder: &Path) -> Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes the folder, and those above it, where they are missing; for its owner only, since everybody's conversations are in it.
/// The name is synced in any case: whoever made it may have been stopped before he came to that.
pub fn make_folder(folder: &Path) -> Result<()> {
    let parent = parent(folder);
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound && parent != folder => {
            make_folder(parent)?;
            builder.create(folder)?;
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
        made => made?,
    }
    match sync_names(parent) {
        // Made for us in a folder that we may not read: then it is not ours to sync either.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        synced => synced,
    }
}

/// Makes a file of the owner's that is whole or not there. Where one of this name is there already, that one stays: two
/// nodes may start at once. `beside` is a name that nobody else uses.
pub fn make_file(place: &Path, beside: &Path, contents: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(beside)?;
    new.write_all(contents.as_bytes())?;
    new.sync_all()?;
    db::fail_point("key.written");
    match name_once(beside, place) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    sync_names(parent(place))
}

/// A second link refuses a name that is taken, which renaming does not. Some network disks have no links.
fn name_once(from: &Path, to: &Path) -> Result<()> {
    match std::fs::hard_link(from, to) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists && !to.exists() => std::fs::rename(from, to),
        linked => {
            std::fs::remove_file(from)?;
            linked.map_err(|_| Error::from(ErrorKind::AlreadyExists))
        }
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_stays_and_nothing_is_left_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("one/two");
        make_folder(&folder).unwrap();
        make_folder(&folder).unwrap();
        let place = folder.join("key");
        make_file(&place, &folder.join("key.1"), "first").unwrap();
        make_file(&place, &folder.join("key.2"), "second").unwrap();
        assert_eq!(std::fs::read_to_string(&place).unwrap(), "first");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    }
}
