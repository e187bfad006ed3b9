//! What a power cut leaves of a folder. `preload/powercut.c` keeps beside it what the programs have synced; here a folder is made
//! from that, and from a part of what was written since, as a disk may have done some of it.

use crate::Result;
use crate::dice::Dice;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

pub const LIBRARY: &str = concat!(env!("OUT_DIR"), "/powercut.so");

/// What of the writes that were not synced is on the disk when the power comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survives {
    Nothing,
    /// Some pages of 4 KiB, some names, some lengths: in no order.
    SomePages,
    /// The same by sectors of 512 bytes: pages are torn.
    SomeSectors,
}

impl Survives {
    pub const ALL: [Survives; 3] = [Survives::Nothing, Survives::SomePages, Survives::SomeSectors];

    const fn piece(self) -> usize {
        match self {
            Survives::SomeSectors => 512,
            _ => 4096,
        }
    }
}

/// Whether syncing a file makes its name durable too. POSIX says no; journalling file systems do it, and PostgreSQL relies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    Posix,
    Journal,
}

/// A folder on the disk that forgets.
pub struct Disk {
    pub folder: PathBuf,
    kept: PathBuf,
    names: Names,
}

impl Disk {
    /// From now on; what is in the folder already is durable.
    pub fn under(folder: &Path, names: Names) -> Result<Disk> {
        let folder = folder.canonicalize()?;
        let mut kept = folder.clone().into_os_string();
        kept.push(".kept");
        let disk = Disk { folder, kept: kept.into(), names };
        disk.all_is_durable()?;
        Ok(disk)
    }

    /// For a program that is to be run on it.
    pub fn variables(&self) -> Vec<(String, OsString)> {
        let mut variables = vec![
            ("LD_PRELOAD".to_owned(), LIBRARY.into()),
            ("POWERCUT_FOLDER".to_owned(), self.folder.clone().into_os_string()),
            ("POWERCUT_KEPT".to_owned(), self.kept.clone().into_os_string()),
        ];
        if self.names == Names::Journal {
            variables.push(("POWERCUT_NAMES".to_owned(), "journal".into()));
        }
        variables
    }

    fn all_is_durable(&self) -> Result<()> {
        if self.kept.exists() {
            fs::remove_dir_all(&self.kept)?;
        }
        let about = fs::metadata(&self.folder)?;
        for folder in [self.kept.clone(), self.kept.join("c"), self.kept.join("d")] {
            fs::create_dir(&folder)?;
            alike(&folder, &about)?;
        }
        self.keep(&self.folder)
    }

    fn keep(&self, folder: &Path) -> Result<()> {
        let mut list = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let about = entry.metadata()?;
            let key = key(&about)?;
            let kind = if about.is_dir() { 'd' } else { 'f' };
            list.extend(format!("{kind} {:o} {key} ", about.mode() & 0o7777).bytes());
            list.extend(entry.file_name().as_bytes());
            list.push(b'\n');
            if about.is_dir() {
                self.keep(&entry.path())?;
            } else if about.is_file() {
                let copy = self.kept.join("c").join(key);
                fs::copy(entry.path(), &copy)?;
                alike(&copy, &about)?;
            }
        }
        let about = fs::metadata(folder)?;
        let names = self.kept.join("d").join(key(&about)?);
        fs::write(&names, list)?;
        alike(&names, &about)
    }

    /// The power is back. The programs that wrote here must be gone.
    pub fn loses_power(&self, survives: Survives, dice: &mut Dice) -> Result<()> {
        let mut after = self.folder.clone().into_os_string();
        after.push(".after");
        let after = PathBuf::from(after);
        let written = Written::look(&self.folder)?;
        self.restore(&after, &key(&fs::metadata(&self.folder)?)?, &written, &mut Fate { survives, dice })?;
        alike(&after, &fs::metadata(&self.folder)?)?;
        fs::remove_dir_all(&self.folder)?;
        fs::rename(&after, &self.folder)?;
        self.all_is_durable()
    }

    fn restore(&self, to: &Path, folder: &str, written: &Written, fate: &mut Fate<'_>) -> Result<()> {
        fs::create_dir(to)?;
        let synced = fs::read(self.kept.join("d").join(folder)).map(|list| names(&list)).unwrap_or_default();
        let empty = Listing::new();
        for (name, one) in fate.names(&synced, written.names.get(folder).unwrap_or(&empty)) {
            let path = to.join(&name);
            if one.is_folder {
                self.restore(&path, &one.key, written, fate)?;
            } else {
                let synced = fs::read(self.kept.join("c").join(&one.key)).unwrap_or_default();
                fs::write(&path, fate.contents(synced, written.files.get(&one.key))?)?;
            }
            fs::set_permissions(&path, fs::Permissions::from_mode(one.mode))?;
            let owner = fs::metadata(&self.folder)?;
            chown(&path, Some(owner.uid()), Some(owner.gid()))?;
        }
        Ok(())
    }
}

/// As `key_of` of the library.
fn key(about: &Metadata) -> Result<String> {
    let born = about.created()?.duration_since(UNIX_EPOCH)?;
    Ok(format!("{}-{}-{}", about.ino(), born.as_secs(), born.subsec_nanos()))
}

fn alike(path: &Path, about: &Metadata) -> Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(about.mode() & 0o7777))?;
    chown(path, Some(about.uid()), Some(about.gid()))?;
    Ok(())
}

#[derive(Clone, PartialEq)]
struct One {
    is_folder: bool,
    mode: u32,
    key: String,
}

type Listing = HashMap<OsString, One>;

fn names(list: &[u8]) -> Listing {
    let line = |line: &[u8]| {
        let mut parts = line.splitn(4, |byte| *byte == b' ');
        let is_folder = parts.next()? == b"d";
        let mode = u32::from_str_radix(std::str::from_utf8(parts.next()?).ok()?, 8).ok()?;
        let key = String::from_utf8(parts.next()?.to_vec()).ok()?;
        Some((OsString::from_vec(parts.next()?.to_vec()), One { is_folder, mode, key }))
    };
    list.split(|byte| *byte == b'\n').filter_map(line).collect()
}

/// What the programs saw: the folder as it is without a cut.
#[derive(Default)]
struct Written {
    names: HashMap<String, Listing>,
    files: HashMap<String, PathBuf>,
}

impl Written {
    fn look(folder: &Path) -> Result<Written> {
        let mut written = Written::default();
        written.walk(folder)?;
        Ok(written)
    }

    fn walk(&mut self, folder: &Path) -> Result<()> {
        let mut here = Listing::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let about = entry.metadata()?;
            let one = One { is_folder: about.is_dir(), mode: about.mode() & 0o7777, key: key(&about)? };
            if one.is_folder {
                self.walk(&entry.path())?;
            } else {
                self.files.insert(one.key.clone(), entry.path());
            }
            here.insert(entry.file_name(), one);
        }
        self.names.insert(key(&fs::metadata(folder)?)?, here);
        Ok(())
    }
}

struct Fate<'a> {
    survives: Survives,
    dice: &'a mut Dice,
}

impl Fate<'_> {
    fn spares(&mut self) -> bool {
        self.survives != Survives::Nothing && self.dice.falls(2)
    }

    fn names(&mut self, synced: &Listing, written: &Listing) -> Listing {
        let mut found = synced.clone();
        for (name, one) in written.iter().filter(|(name, one)| synced.get(*name) != Some(*one)) {
            if self.spares() {
                found.insert(name.clone(), one.clone());
            }
        }
        for name in synced.keys().filter(|name| !written.contains_key(*name)) {
            if self.spares() {
                found.remove(name);
            }
        }
        found
    }

    fn contents(&mut self, synced: Vec<u8>, written: Option<&PathBuf>) -> Result<Vec<u8>> {
        let Some(written) = written.filter(|_| self.survives != Survives::Nothing) else { return Ok(synced) };
        let now = fs::read(written)?;
        let length = if self.spares() { now.len() } else { synced.len() };
        let piece = self.survives.piece();
        let mut found = synced;
        found.resize(length, 0);
        for (at, piece) in now.chunks(piece).enumerate().map(|(number, bytes)| (number * piece, bytes)) {
            let end = (at + piece.len()).min(length);
            if at < end && found[at..end] != piece[..end - at] && self.spares() {
                found[at..end].copy_from_slice(&piece[..end - at]);
            }
        }
        Ok(found)
    }
}
