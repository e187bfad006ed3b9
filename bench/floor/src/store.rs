//! Messages in SQLite, committed in groups: while one commit waits for the disk, the next group gathers. There is no timer.

use rusqlite::{Connection, Transaction};
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::time::{SystemTime, UNIX_EPOCH};

/// What a visitor wrote, and whom to answer.
pub struct Written {
    pub line: usize,
    pub visitor: usize,
    pub client_id: String,
    pub text: String,
}

pub struct Stored {
    pub written: Written,
    pub id: i64,
    pub at_ms: i64,
}

const TABLE: &str = "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;
    create table messages (id integer primary key, visitor bigint not null, client_id text not null, text text not null,
        created_at bigint not null, unique (visitor, client_id));";

pub fn open(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    db.busy_timeout(std::time::Duration::from_secs(60))?;
    db.execute_batch(TABLE)?;
    Ok(db)
}

/// Ends when nobody can write any more. `done` hears of a group after its commit.
pub fn run(db: &mut Connection, waiting: &Receiver<Written>, done: impl Fn(Vec<Stored>)) -> rusqlite::Result<()> {
    while let Ok(first) = waiting.recv() {
        let tx = Transaction::new(db, rusqlite::TransactionBehavior::Immediate)?;
        let group: rusqlite::Result<Vec<Stored>> =
            std::iter::once(first).chain(waiting.try_iter()).map(|written| store(&tx, written)).collect();
        let group = group?;
        tx.commit()?;
        done(group);
    }
    Ok(())
}

const INSERT: &str = "insert into messages (visitor, client_id, text, created_at) values ($1, $2, $3, $4)
    on conflict (visitor, client_id) do nothing returning id";
const FIRST: &str = "select id from messages where visitor = $1 and client_id = $2";

/// The same `client_id` again gives the first result.
fn store(tx: &Transaction<'_>, written: Written) -> rusqlite::Result<Stored> {
    let (visitor, at_ms) = (written.visitor as i64, now_ms());
    let values = (visitor, &written.client_id, &written.text, at_ms);
    let inserted = tx.prepare_cached(INSERT)?.query_row(values, |row| row.get(0));
    let id = match inserted {
        Err(rusqlite::Error::QueryReturnedNoRows) => {
            tx.prepare_cached(FIRST)?.query_row((visitor, &written.client_id), |row| row.get(0))
        }
        other => other,
    }?;
    Ok(Stored { written, id, at_ms })
}

#[expect(clippy::disallowed_methods, reason = "a message carries the real time")]
pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread::JoinHandle;
    use std::time::Duration;

    struct Shop {
        folder: tempfile::TempDir,
        write: Option<Sender<Written>>,
        groups: Receiver<Vec<(i64, bool)>>,
        writer: Option<JoinHandle<()>>,
    }

    impl Shop {
        /// Each group that is told of comes with whether another connection can already see its rows.
        fn opens() -> Shop {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("floor.db");
            let mut db = open(&path).unwrap();
            let (write, waiting) = channel();
            let (tell, groups) = channel();
            let writer = std::thread::spawn(move || {
                let witness = Connection::open(&path).unwrap();
                let seen =
                    |id: i64| witness.prepare("select 1 from messages where id = $1").unwrap().exists([id]).unwrap();
                let done =
                    |group: Vec<Stored>| tell.send(group.iter().map(|it| (it.id, seen(it.id))).collect()).unwrap();
                run(&mut db, &waiting, done).unwrap();
            });
            Shop { folder, write: Some(write), groups, writer: Some(writer) }
        }

        fn says(&self, client_id: &str) {
            let written = Written { line: 0, visitor: 1, client_id: client_id.into(), text: "在吗".into() };
            self.write.as_ref().unwrap().send(written).unwrap();
        }
    }

    impl Drop for Shop {
        fn drop(&mut self) {
            self.write = None;
            self.writer.take().unwrap().join().unwrap();
        }
    }

    #[test]
    fn a_group_is_told_of_after_its_commit_and_gathers_while_the_last_one_waits() {
        let shop = Shop::opens();
        let lock = Connection::open(shop.folder.path().join("floor.db")).unwrap();
        lock.execute_batch("begin immediate").unwrap();
        (0..10).for_each(|n| shop.says(&format!("m{n}")));
        assert!(shop.groups.recv_timeout(Duration::from_millis(300)).is_err(), "nothing can be committed yet");
        lock.execute_batch("commit").unwrap();
        let mut all = Vec::new();
        let mut groups = 0;
        while all.len() < 10 {
            all.extend(shop.groups.recv().unwrap());
            groups += 1;
        }
        assert!(all.iter().all(|(_, seen)| *seen), "told before it was committed: {all:?}");
        assert!(groups < 10, "what waited is committed together");
    }

    #[test]
    fn the_same_client_id_gives_the_first_result() {
        let shop = Shop::opens();
        shop.says("same");
        let first = shop.groups.recv().unwrap();
        shop.says("same");
        assert_eq!(shop.groups.recv().unwrap(), first);
    }
}
