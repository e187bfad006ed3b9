//! What was found, as a table for people; JSON is for comparing runs. It judges nothing but the promises.

use crate::stats::Times;
use crate::window::Window;

/// One window in full.
pub fn times(window: &Window) {
    head();
    row("acknowledged", &window.acknowledged);
    row("on the agent's screen", &window.agent);
    row("on the visitor's", &window.visitor);
    row("generator was late", &window.late);
    let costs = &window.per_message;
    println!(
        "per message           {:.0} µs CPU, {:.1} KiB written, {:.2} syncs (generator: {:.0} µs CPU)",
        costs.cpu_us,
        costs.written_bytes / 1_024.0,
        costs.syncs,
        costs.generator_cpu_us
    );
    println!("disk                  a sync takes {:.2} ms (p50)", window.sync_p50_ms);
}

pub fn head() {
    println!("{:<22}{:>9}{:>10}{:>10}{:>10}{:>10}{:>10}", "milliseconds", "count", "p50", "p90", "p99", "p99.9", "max");
}

pub fn row(name: &str, times: &Times) {
    let Times { count, p50_ms, p90_ms, p99_ms, p999_ms, max_ms } = times;
    println!("{name:<22}{count:>9}{p50_ms:>10.2}{p90_ms:>10.2}{p99_ms:>10.2}{p999_ms:>10.2}{max_ms:>10.2}");
}

/// What is aimed at beside what was found. Nothing passes or fails by it: a busy or a small machine moves every figure.
pub fn target(name: &str, found: impl std::fmt::Display, aimed: &str, reached: bool) {
    println!("{name:<34}{found:>24}  aimed at {aimed:<10} {}", if reached { "reached" } else { "MISSED" });
}
