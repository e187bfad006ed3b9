//! Ids: 63-bit, time-ordered, made by us; 13 lower-case base-32 characters (Crockford's alphabet) outside the program.
//!
//! Layout: 43 bits milliseconds since 2024-01-01, 8 bits node number, 12 bits counter. Text order equals number order.

use crate::Timestamp;

/// 2024-01-01T00:00:00Z in milliseconds: the zero of the time part.
const EPOCH_MS: i64 = 1_704_067_200_000;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TEXT_LEN: usize = 13;

/// Makes ids that are unique across nodes and rise within a node, also when the clock steps back.
#[derive(Debug)]
pub struct IdMaker {
    node: i64,
    last: i64,
}

impl IdMaker {
    /// `node` is this process's number; only its low 8 bits count.
    pub fn new(node: i64) -> Self {
        IdMaker { node: node & 0xff, last: 0 }
    }

    pub fn next(&mut self, now: Timestamp) -> i64 {
        let fresh = ((now.0 - EPOCH_MS).max(0)) << 20 | self.node << 12;
        self.last = if fresh > self.last {
            fresh
        } else if self.last & 0xfff < 0xfff {
            self.last + 1
        } else {
            // The counter of this millisecond is used up: borrow the next one.
            ((self.last >> 20) + 1) << 20 | self.node << 12
        };
        self.last
    }
}

/// When an id was made, to the millisecond; ids made in a rush, or while the clock steps back, run ahead of it.
pub const fn made_at(id: i64) -> Timestamp {
    Timestamp((id >> 20) + EPOCH_MS)
}

/// The smallest id that is made at that moment or later.
pub const fn first_of(at: Timestamp) -> i64 {
    let since = at.0.saturating_sub(EPOCH_MS);
    if since <= 0 {
        0
    } else if since >= 1 << 43 {
        i64::MAX
    } else {
        since << 20
    }
}

pub fn encode(id: i64) -> String {
    let text: Vec<u8> = (0..TEXT_LEN).map(|i| ALPHABET[(id >> (5 * (TEXT_LEN - 1 - i)) & 31) as usize]).collect();
    String::from_utf8_lossy(&text).into_owned()
}

/// `None` for anything that [`encode`] does not make.
pub fn decode(text: &str) -> Option<i64> {
    if text.len() != TEXT_LEN || text.as_bytes()[0] > b'7' {
        return None;
    }
    text.bytes().try_fold(0i64, |id, c| Some(id << 5 | ALPHABET.iter().position(|a| *a == c)? as i64))
}

/// New-types for ids: serialised as opaque text, stored as `bigint`.
macro_rules! ids {
    ($($name:ident)*) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&encode(self.0))
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Error;
            fn from_str(text: &str) -> Result<Self, crate::Error> {
                decode(text).map($name).ok_or_else(crate::Error::not_found)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            /// Text that is no id of ours becomes id 0, which no object has: a made-up id is answered like an absent one.
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                Ok($name(decode(&text).unwrap_or(0)))
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                <String as utoipa::PartialSchema>::schema()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl From<i64> for $name {
            fn from(id: i64) -> Self { $name(id) }
        }
        impl From<$name> for i64 {
            fn from(id: $name) -> i64 { id.0 }
        }
    )*};
}

ids! { WorkspaceId AgentId RoleId GroupId SessionId InboxId LinkId EntryId ContactId ConversationId MessageId FileId JobId DecisionId AuditId PhraseId TagId }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_way_out_and_back_and_keeps_its_order() {
        for id in [0, 1, 31, 32, i64::MAX, 123_456_789_012_345] {
            assert_eq!(decode(&encode(id)), Some(id));
        }
        assert!(encode(5) < encode(6) && encode(31) < encode(32));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "abc", "zzzzzzzzzzzzz", "000000000000u", "中中中中a"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn ids_rise_when_the_clock_steps_back_and_when_a_millisecond_is_full() {
        let mut maker = IdMaker::new(7);
        let now = Timestamp(EPOCH_MS + 1_000_000);
        let mut last = maker.next(now);
        for i in 0..10_000 {
            let next = maker.next(Timestamp(now.0 - i));
            assert!(next > last);
            assert_eq!(next >> 12 & 0xff, 7);
            last = next;
        }
    }
}
