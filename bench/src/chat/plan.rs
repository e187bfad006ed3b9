//! How much of each is measured.

use crate::sustained::Search;
use clap::{Args, value_parser};

#[derive(Args, Clone, Copy)]
pub struct Plan {
    /// Messages a second, by all visitors together.
    #[arg(long, default_value_t = 1_000, value_parser = value_parser!(u32).range(1..=1_000_000))]
    pub rate: u32,
    /// How long a window is.
    #[arg(long, default_value_t = 5, value_parser = value_parser!(u32).range(1..))]
    pub seconds: u32,
    /// Windows of each at that rate, taking turns.
    #[arg(long, default_value_t = 8)]
    pub pairs: usize,
    /// How long it runs before, unmeasured, when everybody has written once.
    #[arg(long, default_value_t = 3)]
    pub warm_up: u32,
    /// Windows of each with a disk that is 1 ms and 5 ms slower.
    #[arg(long, default_value_t = 3)]
    pub slow_pairs: usize,
    /// Messages a second at which CPU time per message is measured.
    #[arg(long, default_value_t = 5_000, value_parser = value_parser!(u32).range(1..))]
    pub busy_rate: u32,
    #[arg(long, default_value_t = 3)]
    pub busy_pairs: usize,
    /// How often the highest rate is looked for.
    #[arg(long, default_value_t = 3)]
    pub searches: usize,
    /// What keeping up means, in milliseconds from when a message was due.
    #[arg(long, default_value_t = 50.0)]
    pub sustained_p99_ms: f64,
    /// Takes windows that others disturbed too.
    #[arg(long)]
    pub keep_disturbed: bool,
}

impl Plan {
    pub fn slow(&self) -> impl Iterator<Item = u64> + use<> {
        let delays = if self.slow_pairs > 0 { [1, 5].as_slice() } else { &[] };
        delays.iter().copied()
    }

    pub fn search(&self) -> Search {
        Search { from: self.rate * 2, seconds: self.seconds.min(3), p99_ms: self.sustained_p99_ms, highest: 60_000 }
    }
}
