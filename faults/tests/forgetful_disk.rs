//! The instrument is tried before anything is measured with it: what a program does not sync is lost, what it syncs is not.

use faults::dice::Dice;
use faults::disk::{Disk, Names, Survives};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A program of other people, on the disk that forgets. `sync FILE` is coreutils' fsync, for folders too.
fn runs(disk: &Disk, script: &str) {
    let done =
        Command::new("sh").args(["-ec", script]).current_dir(&disk.folder).envs(disk.variables()).status().unwrap();
    assert!(done.success(), "{script}");
}

fn after_a_cut(names: Names, survives: Survives, script: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("disk");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("old"), "old words").unwrap();
    let disk = Disk::under(&folder, names).unwrap();
    runs(&disk, script);
    disk.loses_power(survives, &mut Dice::new(7)).unwrap();
    home
}

fn read(home: &TempDir, name: &str) -> Option<String> {
    fs::read_to_string(home.path().join("disk").join(name)).ok()
}

#[test]
fn what_was_not_synced_is_forgotten() {
    let home = after_a_cut(Names::Posix, Survives::Nothing, "echo new > new; echo changed > old");
    assert_eq!((read(&home, "new"), read(&home, "old")), (None, Some("old words".into())));
}

#[test]
fn what_was_synced_with_its_folder_stays() {
    let home = after_a_cut(
        Names::Posix,
        Survives::Nothing,
        "echo new > new; sync new; sync .; echo changed > old; sync -d old",
    );
    assert_eq!((read(&home, "new"), read(&home, "old")), (Some("new\n".into()), Some("changed\n".into())));
}

#[test]
fn a_name_needs_its_folder_synced_unless_the_file_system_has_a_journal() {
    let script = "echo new > new; sync new";
    assert_eq!(read(&after_a_cut(Names::Posix, Survives::Nothing, script), "new"), None);
    assert_eq!(read(&after_a_cut(Names::Journal, Survives::Nothing, script), "new"), Some("new\n".into()));
}

#[test]
fn a_synced_name_without_synced_contents_is_an_empty_file() {
    let home = after_a_cut(Names::Posix, Survives::Nothing, "echo new > new; sync .");
    assert_eq!(read(&home, "new"), Some(String::new()));
}

#[test]
fn renaming_and_removing_last_when_the_folder_is_synced() {
    let home = after_a_cut(Names::Posix, Survives::Nothing, "mv old renamed");
    assert_eq!((read(&home, "old"), read(&home, "renamed")), (Some("old words".into()), None));
    let home = after_a_cut(Names::Posix, Survives::Nothing, "mv old renamed; sync .");
    assert_eq!((read(&home, "old"), read(&home, "renamed")), (None, Some("old words".into())));
    let home = after_a_cut(Names::Posix, Survives::Nothing, "rm old");
    assert_eq!(read(&home, "old"), Some("old words".into()));
}

#[test]
fn a_file_that_takes_the_place_of_another_does_not_bear_its_words() {
    let home = after_a_cut(Names::Posix, Survives::Nothing, "rm old; echo second > new; sync .");
    assert_eq!((read(&home, "old"), read(&home, "new")), (None, Some(String::new())));
}

#[test]
fn a_folder_that_was_made_lasts_when_the_one_above_is_synced() {
    let script = "mkdir a; echo x > a/x; sync a/x; sync a";
    assert!(!folder(&after_a_cut(Names::Posix, Survives::Nothing, script), "a"));
    let home = after_a_cut(Names::Posix, Survives::Nothing, &format!("{script}; sync ."));
    assert_eq!(read(&home, "a/x"), Some("x\n".into()));
}

fn folder(home: &TempDir, name: &str) -> bool {
    Path::new(&home.path().join("disk").join(name)).exists()
}

#[test]
fn some_pages_and_some_sectors_survive_and_others_do_not() {
    for (survives, piece) in [(Survives::SomePages, 4096), (Survives::SomeSectors, 512)] {
        let fill = |byte| format!("head -c 65536 /dev/zero | tr '\\0' {byte}");
        let script = format!("{} > big; sync big; sync .; {} > new; cat new 1<>big >&1; rm new", fill('o'), fill('n'));
        let found = read(&after_a_cut(Names::Posix, survives, &script), "big").unwrap();
        let kinds: Vec<u8> = found.as_bytes().chunks(piece).map(|piece| piece[0]).collect();
        assert!(found.as_bytes().chunks(piece).all(|piece| piece.iter().all(|byte| *byte == piece[0])));
        assert!(kinds.contains(&b'o') && kinds.contains(&b'n'), "{survives:?}");
    }
}
