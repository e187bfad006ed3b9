//! The ledger: compares what people were told with what the public API shows afterwards. It knows nothing of the program's
//! inside: what cannot be read is as lost as what is not there.

pub mod house;

use crate::Result;
use crate::people::OWNER;
use crate::shop::Shop;
use crate::told::{Acknowledged, Told};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::time::Duration;

/// What was found. Nothing but the first three lines may be filled.
#[derive(Debug, Default)]
pub struct Report {
    pub acknowledged: usize,
    pub files: usize,
    /// Connections that broke and came back.
    pub reconnects: usize,
    /// Clear refusals, by reason; people tried again after them.
    pub refused: Vec<(String, usize)>,
    pub lost: Vec<String>,
    pub doubled: Vec<String>,
    /// Numbers, loads, queues, answers that should not be.
    pub wrong: Vec<String>,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.wrong.is_empty()
    }

    pub fn must_be_clean(self) -> Result<Report> {
        if self.is_clean() { Ok(self) } else { Err(self.to_string().into()) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lost, doubled, wrong) = (self.lost.len(), self.doubled.len(), self.wrong.len());
        write!(
            f,
            "{} messages and {} files acknowledged: lost {lost}, doubled {doubled}, wrong {wrong}; ",
            self.acknowledged, self.files
        )?;
        write!(f, "{} connections came back", self.reconnects)?;
        for (reason, times) in &self.refused {
            write!(f, ", {times} × {reason}")?;
        }
        for (kind, what) in [("lost", &self.lost), ("doubled", &self.doubled), ("wrong", &self.wrong)] {
            for one in what.iter().take(20) {
                write!(f, "\n  {kind}: {one}")?;
            }
        }
        Ok(())
    }
}

/// Streams and loads settle in their own time: they are asked again until they are right, or `within` is over.
pub async fn check(shop: &Shop, told: &Told, within: Duration) -> Result<Report> {
    let acknowledged = told.messages();
    let mut report = Report {
        acknowledged: acknowledged.len(),
        files: acknowledged.values().map(|message| message.files.len()).sum(),
        reconnects: told.reconnects(),
        refused: told.refused().into_iter().collect(),
        wrong: told.wrong(),
        ..Report::default()
    };
    let stored = house::stored(shop).await?;
    compare(&acknowledged, &stored, &mut report);
    files(shop, &acknowledged, &stored, &mut report).await;
    screens(told, &stored, within, &mut report).await;
    visitors(shop, told, &acknowledged, &mut report).await?;
    house::check(shop, within, &mut report).await?;
    Ok(report)
}

/// Each acknowledged message is there once, under its id, with its words; numbers rise by one.
fn compare(acknowledged: &HashMap<String, Acknowledged>, stored: &[Value], report: &mut Report) {
    let mut by_id: HashMap<&str, Vec<&Value>> = HashMap::new();
    let mut texts: HashMap<&str, usize> = HashMap::new();
    let mut numbers: HashMap<&str, Vec<i64>> = HashMap::new();
    for message in stored {
        by_id.entry(message["id"].as_str().unwrap_or_default()).or_default().push(message);
        numbers.entry(message["conversation_id"].as_str().unwrap_or_default()).or_default().push(number(message));
        if ["text", "file"].contains(&message["kind"].as_str().unwrap_or_default()) && message["automatic"] == false {
            *texts.entry(message["text"].as_str().unwrap_or_default()).or_default() += 1;
        }
    }
    for (client_id, message) in acknowledged {
        match by_id.get(message.id.as_str()).map(Vec::as_slice) {
            None => report.lost.push(format!("message {client_id}")),
            Some([one]) if !is_as_told(one, message) => report.wrong.push(format!("{client_id} is {one}")),
            Some([_]) => {}
            Some(_) => report.doubled.push(format!("message {client_id}")),
        }
    }
    let twice = texts.iter().filter(|(_, times)| **times > 1);
    report.doubled.extend(twice.map(|(text, times)| format!("“{text}” is there {times} times")));
    for (conversation, mut numbers) in numbers {
        numbers.sort_unstable();
        if numbers.iter().enumerate().any(|(place, number)| *number != place as i64 + 1) {
            report.wrong.push(format!("conversation {conversation} is numbered {numbers:?}"));
        }
    }
}

fn number(message: &Value) -> i64 {
    message["seq"].as_i64().unwrap_or_default()
}

fn is_as_told(stored: &Value, told: &Acknowledged) -> bool {
    let files = stored["attachments"].as_array().map(Vec::as_slice).unwrap_or_default();
    stored["conversation_id"] == told.conversation.as_str()
        && number(stored) == told.seq
        && stored["text"] == told.text.as_str()
        && files.iter().map(|file| file["id"].as_str()).eq(told.files.iter().map(|file| Some(file.id.as_str())))
}

/// Byte for byte, by the address of the upload and by the one that the message bears now.
async fn files(shop: &Shop, acknowledged: &HashMap<String, Acknowledged>, stored: &[Value], report: &mut Report) {
    let attachments = stored.iter().flat_map(|message| message["attachments"].as_array().into_iter().flatten());
    let now: HashMap<_, _> =
        attachments.filter_map(|file| Some((file["id"].as_str()?, file["url"].as_str()?))).collect();
    for file in acknowledged.values().flat_map(|message| &message.files) {
        for url in [Some(file.url.as_str()), now.get(file.id.as_str()).copied()].into_iter().flatten() {
            match shop.file(url).await {
                Ok(found) if found == file.bytes => {}
                Ok(found) => {
                    let (found, all) = (found.len(), file.bytes.len());
                    report.lost.push(format!("file {}: {found} bytes of {all}, or others", file.id));
                }
                Err(error) => report.lost.push(format!("file {}: {error}", file.id)),
            }
        }
    }
}

/// Every screen has shown each message that is meant for it, once.
async fn screens(told: &Told, stored: &[Value], within: Duration, report: &mut Report) {
    let visitors = told.visitors();
    let mut meant: HashMap<String, HashSet<&str>> = HashMap::new();
    for message in
        stored.iter().filter(|message| ["text", "file"].contains(&message["kind"].as_str().unwrap_or_default()))
    {
        let id = message["id"].as_str().unwrap_or_default();
        meant.entry(OWNER.to_owned()).or_default().insert(id);
        let contact = message["contact"].as_str().unwrap_or_default();
        if visitors.contains_key(contact) {
            meant.entry(contact.to_owned()).or_default().insert(id);
        }
    }
    let there: HashSet<&str> = stored.iter().filter_map(|message| message["id"].as_str()).collect();
    for name in visitors.keys().map(String::as_str).chain([OWNER]) {
        let ghosts = told.screen(name, |screen| screen.shown.iter().filter(|id| !there.contains(id.as_str())).count());
        if ghosts > 0 {
            report.wrong.push(format!("the screen of {name} has shown {ghosts} messages that are not there"));
        }
    }
    let missing = |name: &str, meant: &HashSet<&str>| {
        told.screen(name, |screen| {
            let is_there = |id: &&str| screen.shown.contains(*id) || screen.loaded.contains(*id);
            meant.iter().filter(|id| !is_there(id)).count()
        })
    };
    let waiting = async {
        while meant.iter().any(|(name, meant)| missing(name, meant) > 0) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    // All together: one that has lost something will not find it however long the others are waited for.
    drop(tokio::time::timeout(within, waiting).await);
    for (name, meant) in &meant {
        let missing = missing(name, meant);
        if missing > 0 {
            report.lost.push(format!("{missing} messages were never shown on the screen of {name}"));
        }
        told.screen(name, |screen| {
            report.doubled.extend(screen.twice.iter().map(|id| format!("message {id} on the screen of {name}")));
            // The owner sees everything there is; more than one would mean that he never resumes.
            if screen.resets > usize::from(name == OWNER) + screen.long_gaps {
                report.wrong.push(format!("the stream of {name} could not resume {} times", screen.resets));
            }
            if screen.backward > 0 {
                report.wrong.push(format!("the stream of {name} went back {} times", screen.backward));
            }
        });
    }
}

/// A visitor's own list has what he was told he sent, once.
async fn visitors(
    shop: &Shop,
    told: &Told,
    acknowledged: &HashMap<String, Acknowledged>,
    report: &mut Report,
) -> Result<()> {
    for (name, token) in told.visitors() {
        let list = shop.get_as(&token, "/visitor/messages").await?;
        let items = list["items"].as_array().ok_or("no list")?;
        let mut seen: HashMap<&str, usize> = HashMap::new();
        items.iter().filter_map(|message| message["id"].as_str()).for_each(|id| *seen.entry(id).or_default() += 1);
        let own = acknowledged.iter().filter(|(client_id, _)| client_id.starts_with(&format!("{name}-")));
        // The list gives the newest 500; with fewer it must be whole.
        let missing = own.filter(|(_, message)| items.len() < 500 && !seen.contains_key(message.id.as_str()));
        report.lost.extend(missing.map(|(client_id, _)| format!("{client_id} in the visitor's own list")));
        let twice = seen.iter().filter(|(_, times)| **times > 1);
        report.doubled.extend(twice.map(|(id, _)| format!("message {id} in the list of {name}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn stored(id: &str, seq: i64, text: &str) -> Value {
        json!({"id": id, "conversation_id": "c", "seq": seq, "kind": "text", "text": text, "automatic": false, "attachments": []})
    }

    fn told(id: &str, seq: i64, text: &str) -> (String, Acknowledged) {
        let (id, conversation, text) = (id.to_owned(), "c".to_owned(), text.to_owned());
        (text.clone(), Acknowledged { id, conversation, seq, text, files: Vec::new() })
    }

    #[test]
    fn what_is_missing_there_twice_or_under_another_number_is_found() {
        let acknowledged = [told("1", 1, "a"), told("2", 2, "b"), told("3", 3, "c")].into();
        let mut clean = Report::default();
        compare(&acknowledged, &[stored("1", 1, "a"), stored("2", 2, "b"), stored("3", 3, "c")], &mut clean);
        assert!(clean.is_clean(), "{clean}");
        let mut report = Report::default();
        compare(&acknowledged, &[stored("1", 1, "a"), stored("x", 2, "a"), stored("3", 3, "other")], &mut report);
        assert_eq!((report.lost.len(), report.doubled.len(), report.wrong.len()), (1, 1, 1), "{report}");
    }

    #[test]
    fn a_gap_in_the_numbers_is_found() {
        let mut report = Report::default();
        compare(&HashMap::new(), &[stored("1", 1, "a"), stored("3", 3, "c")], &mut report);
        assert_eq!(report.wrong.len(), 1);
    }
}
