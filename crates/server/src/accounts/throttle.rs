//! Failed sign-ins, counted per name, per address, and per both together. Successes cost nothing and clear their name.
//!
//! The counts live in this node's memory and are bounded: they slow guessing down, they are not a promise. The narrowest
//! bound is on name and address together, so that a stranger cannot lock somebody out of his own account.

use crate::http::address::Address;
use domain::{Code, Error, Result, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

const WINDOW_SECONDS: i64 = 600;
const PER_NAME_AND_ADDRESS: u32 = 10;
const PER_NAME: u32 = 100;
const PER_ADDRESS: u32 = 300;
/// Keys kept at most. Beyond it the oldest windows go, which helps a guesser less than filled memory would.
const MOST_KEYS: usize = 50_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Name(String),
    Address(Address),
    Both(String, Address),
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    until: Timestamp,
}

#[derive(Default)]
pub struct Throttle(Mutex<HashMap<Key, Failures>>);

impl Throttle {
    /// Counts a try as failed until [`Throttle::succeeded`] says otherwise: many at once must not all pass before the first has
    /// failed. Refuses with the seconds to wait when there were too many. It does not matter whether the name exists.
    pub fn begin(&self, name: &str, address: Address, now: Timestamp) -> Result<()> {
        let mut failures = self.lock();
        let over = keys(name, address).into_iter().filter_map(|(key, most)| {
            failures.get(&key).filter(|found| found.count >= most && found.until > now).map(|found| found.until)
        });
        match over.max() {
            Some(until) => Err(too_many(until.since(now) / 1000 + 1)),
            None => {
                count(&mut failures, name, address, now);
                Ok(())
            }
        }
    }

    /// The try that was begun was none against the account.
    pub fn succeeded(&self, name: &str, address: Address) {
        let mut failures = self.lock();
        failures.remove(&Key::Both(name.to_owned(), address));
        for key in [Key::Name(name.to_owned()), Key::Address(address)] {
            if let Some(found) = failures.get_mut(&key) {
                found.count = found.count.saturating_sub(1);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Failures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(failures: &mut HashMap<Key, Failures>, name: &str, address: Address, now: Timestamp) {
    make_room(failures, now);
    for (key, _) in keys(name, address) {
        let fresh = Failures { count: 0, until: now.plus_seconds(WINDOW_SECONDS) };
        let found = failures.entry(key).or_insert(fresh);
        if found.until <= now {
            *found = fresh;
        }
        found.count += 1;
    }
}

fn keys(name: &str, address: Address) -> [(Key, u32); 3] {
    [
        (Key::Both(name.to_owned(), address), PER_NAME_AND_ADDRESS),
        (Key::Name(name.to_owned()), PER_NAME),
        (Key::Address(address), PER_ADDRESS),
    ]
}

fn make_room(failures: &mut HashMap<Key, Failures>, now: Timestamp) {
    if failures.len() + 3 <= MOST_KEYS {
        return;
    }
    failures.retain(|_, found| found.until > now);
    if failures.len() + 3 > MOST_KEYS {
        let mut ends: Vec<Timestamp> = failures.values().map(|found| found.until).collect();
        ends.sort_unstable();
        let middle = ends[ends.len() / 2];
        failures.retain(|_, found| found.until > middle);
    }
}

fn too_many(seconds: i64) -> Error {
    let (zh, en) =
        ("登录失败次数太多，请过几分钟再试。", "Too many failed sign-ins, please try again in a few minutes.");
    Error::new(Code::TooMany, zh, en).retry_after(seconds.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Address = Address(std::net::IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 1)));
    const THERE: Address = Address(std::net::IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 2)));

    fn address(i: usize) -> Address {
        Address(std::net::Ipv4Addr::from(i as u32).into())
    }

    /// Every sign-in ends as a success: nobody is ever kept waiting, however many there are.
    #[test]
    fn successes_cost_nothing() {
        let (throttle, now) = (Throttle::default(), Timestamp(0));
        for i in 0..3 * PER_ADDRESS {
            let name = format!("name{}", i % 2);
            throttle.begin(&name, HERE, now).unwrap();
            throttle.succeeded(&name, HERE);
        }
    }

    #[test]
    fn ten_failures_close_a_name_for_an_address_until_the_window_is_over() {
        let throttle = Throttle::default();
        let now = Timestamp(1_000);
        for _ in 0..PER_NAME_AND_ADDRESS {
            throttle.begin("shop", HERE, now).unwrap();
        }
        let refusal = throttle.begin("shop", HERE, now).unwrap_err();
        assert_eq!((refusal.code, refusal.retry_after), (Code::TooMany, Some(601)));
        assert!(throttle.begin("shop", THERE, now).is_ok(), "a stranger locks nobody out");
        assert!(throttle.begin("other", HERE, now).is_ok());
        assert!(throttle.begin("shop", HERE, now.plus_seconds(WINDOW_SECONDS)).is_ok());
    }

    #[test]
    fn many_addresses_against_one_name_and_one_address_against_many_names_are_stopped() {
        let (throttle, now) = (Throttle::default(), Timestamp(0));
        for i in 0..PER_NAME {
            throttle.begin("shop", Address([198, 51, 100, i as u8].into()), now).unwrap();
        }
        for i in 0..PER_ADDRESS {
            throttle.begin(&format!("name{i}"), THERE, now).unwrap();
        }
        assert!(throttle.begin("shop", HERE, now).is_err() && throttle.begin("fresh", THERE, now).is_err());
    }

    #[test]
    fn success_clears_its_name_and_memory_stays_bounded() {
        let (throttle, now) = (Throttle::default(), Timestamp(0));
        for _ in 0..PER_NAME_AND_ADDRESS {
            throttle.begin("shop", HERE, now).unwrap();
        }
        assert!(throttle.begin("shop", HERE, now).is_err(), "tries under way count before their outcome is known");
        throttle.succeeded("shop", HERE);
        assert!(throttle.begin("shop", HERE, now).is_ok());
        for i in 0..MOST_KEYS {
            throttle.begin(&i.to_string(), address(i), Timestamp(i as i64)).unwrap();
        }
        assert!(throttle.lock().len() <= MOST_KEYS);
    }
}
