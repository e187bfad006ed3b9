//! Times as percentiles, and ratios of windows with an interval.

use crate::Result;
use hdrhistogram::Histogram;
use serde::Serialize;
use std::time::Duration;

/// For times of a microsecond to ten minutes, with three digits.
pub fn microseconds() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 600_000_000, 3)?)
}

#[derive(Clone, Debug, Serialize)]
pub struct Times {
    pub count: u64,
    pub p50_ms: f64,
    pub p90_ms: f64,
    pub p99_ms: f64,
    pub p999_ms: f64,
    pub max_ms: f64,
}

impl Times {
    pub fn of(times: impl IntoIterator<Item = Duration>) -> Result<Times> {
        let mut histogram = microseconds()?;
        for time in times {
            histogram.record((time.as_micros() as u64).max(1))?;
        }
        let at = |quantile| histogram.value_at_quantile(quantile) as f64 / 1_000.0;
        Ok(Times {
            count: histogram.len(),
            p50_ms: at(0.5),
            p90_ms: at(0.9),
            p99_ms: at(0.99),
            p999_ms: at(0.999),
            max_ms: histogram.max() as f64 / 1_000.0,
        })
    }
}

/// A middle and where it lies in 95 of 100 drawings of as many windows (bootstrap).
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Interval {
    pub middle: f64,
    pub low: f64,
    pub high: f64,
}

const DRAWINGS: usize = 2_000;

impl Interval {
    /// Of the median; with fewer than five values drawing says nothing, and the interval is the smallest and the largest.
    pub fn of(values: &[f64]) -> Interval {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = match sorted.as_slice() {
            [] => (f64::NAN, f64::NAN),
            [first, .., last] if sorted.len() < 5 => (*first, *last),
            _ => drawn(&sorted),
        };
        Interval { middle: median(&sorted), low, high }
    }
}

fn drawn(values: &[f64]) -> (f64, f64) {
    // The same windows give the same interval: a fixed seed, Knuth's multiplier.
    let mut state = 88_172_645_463_325_252_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        values[(state >> 33) as usize % values.len()]
    };
    let mut medians: Vec<f64> = (0..DRAWINGS)
        .map(|_| {
            let mut sample: Vec<f64> = values.iter().map(|_| draw()).collect();
            sample.sort_by(f64::total_cmp);
            median(&sample)
        })
        .collect();
    medians.sort_by(f64::total_cmp);
    (medians[DRAWINGS / 40], medians[DRAWINGS - 1 - DRAWINGS / 40])
}

/// Of what is sorted.
fn median(sorted: &[f64]) -> f64 {
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

impl std::fmt::Display for Interval {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = if self.middle < 10.0 { 2 } else { 0 };
        write!(out, "{:.digits$} [{:.digits$}–{:.digits$}]", self.middle, self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_what_was_recorded() {
        let times = Times::of((1..=1_000).map(Duration::from_millis)).unwrap();
        assert_eq!(times.count, 1_000);
        for (found, real) in [(times.p50_ms, 500.0), (times.p99_ms, 990.0), (times.max_ms, 1_000.0)] {
            assert!((found / real - 1.0).abs() < 0.002, "{found} for {real}");
        }
    }

    #[test]
    fn an_interval_holds_the_middle_and_narrows_with_agreement() {
        let (wide, narrow) = (Interval::of(&[1.0, 2.0, 3.0, 4.0, 9.0]), Interval::of(&[2.9, 3.0, 3.0, 3.0, 3.1]));
        assert!(wide.low <= 3.0 && 3.0 <= wide.high && (wide.middle, narrow.middle) == (3.0, 3.0));
        assert!(narrow.high - narrow.low < wide.high - wide.low);
        let few = Interval::of(&[1.0, 2.0, 4.0]);
        assert_eq!((few.low, few.middle, few.high), (1.0, 2.0, 4.0));
    }
}
