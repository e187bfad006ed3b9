//! The choice alone: `domain::routing::decide` on a floor that changes with each decision, as the program keeps it.

use crate::Result;
use crate::clock::now;
use domain::Timestamp;
use domain::id::AgentId;
use domain::presence::Presence;
use domain::routing::{Ask, Floor, Rules, Seat, Strategy, decide};
use hdrhistogram::Histogram;
use serde::Serialize;

const NOW: Timestamp = Timestamp(1_750_000_000_000);

#[derive(Serialize)]
pub struct Choosing {
    pub agents: u32,
    /// One decision with its reasons: all strategies but the weighted one, in turn.
    pub choose: Nanoseconds,
    /// One seat taking its new place in all orders.
    pub change: Nanoseconds,
}

#[derive(Serialize)]
pub struct Nanoseconds {
    pub p50_ns: u64,
    pub p99_ns: u64,
    pub max_ns: u64,
}

/// Everybody is online and half of them have room; each decision is carried out and another chat ends.
pub fn measure(agents: u32, decisions: u32) -> Result<Choosing> {
    let agents = i64::from(agents);
    let seat = |a: i64| Seat {
        presence: Presence::Online,
        reachable: true,
        open_chats: if a % 2 == 0 { 10 } else { (a % 10) as u32 },
        last_assigned_at: Some(Timestamp(NOW.0 - (a * 7_919) % 1_000_003)),
        ..Seat::new(AgentId(a))
    };
    let mut floor = Floor::new(AgentId(1), (1..=agents).map(seat).collect());
    let (mut choose, mut change) = (histogram()?, histogram()?);
    for n in 0..i64::from(decisions) {
        let strategy = [Strategy::LeastOpen, Strategy::Saturation, Strategy::RoundRobin][(n % 3) as usize];
        let (rules, ask) = (Rules { strategy, ..Rules::default() }, Ask::default());
        let begun = now();
        let decision = decide(&rules, &ask, &floor, Timestamp(NOW.0 + n));
        let chosen = now();
        floor.apply(&decision, ask.load);
        choose.record((chosen - begun).as_nanos() as u64)?;
        change.record(chosen.elapsed().as_nanos() as u64)?;
        // Somebody else's chat ends, far away in the order.
        let other = AgentId(1 + (n * 7_919) % agents);
        if let Some(seat) = floor.seat(other) {
            floor.put(Seat { open_chats: seat.open_chats.saturating_sub(1), ..seat.clone() });
        }
    }
    Ok(Choosing { agents: agents as u32, choose: read(&choose), change: read(&change) })
}

fn histogram() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 1_000_000_000, 3)?)
}

fn read(histogram: &Histogram<u64>) -> Nanoseconds {
    Nanoseconds {
        p50_ns: histogram.value_at_quantile(0.5),
        p99_ns: histogram.value_at_quantile(0.99),
        max_ns: histogram.max(),
    }
}
