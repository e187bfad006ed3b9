//! Token buckets against floods: new visitor sessions and uploads per address, messages per visitor, notices per person, pictures of other sites.
//!
//! They live in this node's memory: a limit protects a process, it is not a promise.

use super::address::Address;
use domain::id::{AgentId, ContactId};
use domain::{Code, Error, Result};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};
use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;
use tokio::sync::Semaphore;

pub struct Limits {
    pub visitor_sessions: Limit<Address>,
    pub visitor_messages: Limit<ContactId>,
    pub registrations: Limit<Address>,
    /// What visitors may upload in a day, in KiB: their number per address costs nothing, disks do.
    pub visitor_uploads: Limit<Address>,
    /// Typing and viewing: each is looked up in the database and told to every node.
    pub agent_notices: Limit<AgentId>,
    pub visitor_notices: Limit<ContactId>,
    /// Pictures that an agent lets us fetch from elsewhere.
    pub agent_pictures: Limit<AgentId>,
    /// Those fetched at this moment, whoever asked: each waits on a foreign host and is held in memory.
    pub pictures_at_once: Semaphore,
}

pub struct Limit<K: Hash + Eq + Clone>(DefaultKeyedRateLimiter<K>);

impl<K: Hash + Eq + Clone> Limit<K> {
    /// `burst` at once, then one every `refill`.
    fn new(burst: u32, refill: Duration) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(refill).unwrap_or_else(|| Quota::per_second(burst)).allow_burst(burst);
        Limit(RateLimiter::keyed(quota))
    }

    /// Takes one token, or refuses with the seconds to wait.
    pub fn take(&self, key: &K) -> Result<()> {
        self.take_many(key, 1)
    }

    pub fn take_many(&self, key: &K, tokens: u32) -> Result<()> {
        let Some(tokens) = NonZeroU32::new(tokens) else { return Ok(()) };
        match self.0.check_key_n(key, tokens) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => Err(refused(not_until.wait_time_from(self.0.clock().now()).as_secs() + 1)),
            // More than it ever holds.
            Err(_) => Err(refused(A_DAY.as_secs())),
        }
    }

    /// Forgets keys that are full again; called now and then so that memory stays bounded.
    pub fn forget_idle(&self) {
        self.0.retain_recent();
        self.0.shrink_to_fit();
    }
}

fn refused(wait: u64) -> Error {
    Error::new(Code::TooMany, "太频繁了，请稍后再试。", "Too many requests, please try again later.").retry_after(wait)
}

const A_DAY: Duration = Duration::from_secs(24 * 3600);

impl Limits {
    pub fn new(sessions_per_minute: u32, upload_mb_per_day: u32) -> Self {
        let per_minute = sessions_per_minute.max(1);
        let upload_kib = upload_mb_per_day.max(1).saturating_mul(1024);
        Limits {
            visitor_sessions: Limit::new(per_minute, Duration::from_secs(60) / per_minute),
            visitor_messages: Limit::new(300, Duration::from_millis(200)),
            registrations: Limit::new(300, Duration::from_secs(2)),
            visitor_uploads: Limit::new(upload_kib, A_DAY / upload_kib),
            agent_notices: Limit::new(40, Duration::from_millis(250)),
            visitor_notices: Limit::new(20, Duration::from_millis(500)),
            agent_pictures: Limit::new(60, Duration::from_millis(500)),
            pictures_at_once: Semaphore::new(8),
        }
    }

    pub fn forget_idle(&self) {
        self.visitor_sessions.forget_idle();
        self.visitor_messages.forget_idle();
        self.registrations.forget_idle();
        self.visitor_uploads.forget_idle();
        self.agent_notices.forget_idle();
        self.visitor_notices.forget_idle();
        self.agent_pictures.forget_idle();
    }
}
