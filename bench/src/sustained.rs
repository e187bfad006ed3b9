//! The highest rate that a house keeps up with: for a whole window nothing is refused or left unanswered, and 99 of 100
//! answers come within the bound, counted from when they were due. Beyond it a queue grows as long as the window lasts.

use crate::Result;
use crate::house::House;
use crate::probe::Probe;
use crate::window::Window;
use std::time::Duration;

#[derive(Clone, Copy)]
pub struct Search {
    pub from: u32,
    pub seconds: u32,
    pub p99_ms: f64,
    /// No higher: what a visitor may send is limited, and so is what is asked of a small machine.
    pub highest: u32,
}

/// Rates grow by this until one is too much; then the gap is halved until it is below 6 %.
const GROWTH: f64 = 1.4;
const LEFT_OVER: Duration = Duration::from_millis(300);
const LOWEST: u32 = 50;
const CLOSE_ENOUGH: f64 = 1.06;

/// `meanwhile` is done between two tries: others who are not measured now must not be taken for gone.
pub fn search(
    house: &mut House,
    probe: &Probe,
    search: Search,
    mut meanwhile: impl FnMut() -> Result<()>,
) -> Result<u32> {
    let (mut kept, mut too_much, mut rate) = (0, None, search.from);
    loop {
        // A rate is too much when it is so twice: one stall of the machine is not the house's.
        let well = tried(house, probe, search, rate)? || tried(house, probe, search, rate)?;
        meanwhile()?;
        if well {
            kept = rate
        } else {
            too_much = Some(rate)
        }
        rate = match too_much {
            None if rate >= search.highest => return Ok(kept),
            None => ((f64::from(rate) * GROWTH) as u32).min(search.highest),
            Some(above) if kept == 0 && above < LOWEST => return Ok(0),
            Some(above) if kept == 0 => above / 2,
            Some(above) if f64::from(above) / f64::from(kept) < CLOSE_ENOUGH => return Ok(kept),
            Some(above) => u32::midpoint(kept, above),
        };
    }
}

fn tried(house: &mut House, probe: &Probe, search: Search, rate: u32) -> Result<bool> {
    let window = Window::measured(house, probe, rate, search.seconds)?;
    // What was left over by too much is done with before the next try.
    house.crowd.listen(LEFT_OVER)?;
    house.crowd.stays()?;
    eprintln!(
        "  {} at {rate}/s: p99 {:.1} ms, refused {:?}, generator late p99 {:.2} ms",
        house.name, window.acknowledged.p99_ms, window.refused, window.late.p99_ms
    );
    Ok(window.kept_up(search.p99_ms))
}
