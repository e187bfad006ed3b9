//! The program is started anew while thousands have the chat open: all of them come back at once, without the pauses by
//! chance that the chat page makes, and go on where their stream had stopped. Some write meanwhile.

use crate::check::{self, Checked};
use crate::clock::now;
use crate::crowd::{Returned, Until};
use crate::house::{House, People};
use crate::stats::Times;
use crate::{Place, Result, report};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Reconnect {
    #[command(flatten)]
    pub place: Place,
    /// Visitors with the chat open.
    #[arg(long, default_value_t = 9_000)]
    visitors: usize,
    /// How many of them write.
    #[arg(long, default_value_t = 500)]
    writers: usize,
    #[arg(long, default_value_t = 100)]
    agents: usize,
    /// Messages a second, by all who write.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// How long they write, from the moment in which all begin to come back.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// Writes the result here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Serialize)]
struct Found {
    scenario: &'static str,
    rate: u32,
    before: Times,
    /// What was due until the last one was back.
    meanwhile: Times,
    whole: Times,
    unanswered: usize,
    returned: Returned,
    store: Checked,
}

pub async fn run(asked: &Reconnect) -> Result<bool> {
    let Reconnect { visitors, writers, agents, rate, seconds, .. } = *asked;
    let people = People { agents, visitors: writers, listeners: visitors.saturating_sub(writers) };
    let path = asked.place.program.clone();
    eprintln!("Greeting {visitors} visitors …");
    let house = House::yingke(&path, &asked.place.scratch, None, people).await?;
    let storm = tokio::task::spawn_blocking(move || storm(house, &path, rate, seconds));
    let (house, mut found) = storm.await??;
    eprintln!("Looking for {} acknowledged messages …", house.acknowledged.len());
    found.store = check::check(&house).await?;
    show(&found);
    if let Some(file) = &asked.json {
        std::fs::write(file, serde_json::to_string_pretty(&found)? + "\n")?;
    }
    Ok(found.store.lost + found.store.doubled == 0 && found.returned.back == found.returned.sockets)
}

fn storm(mut house: House, path: &Path, rate: u32, seconds: u32) -> Result<(House, Found)> {
    house.warms_up(rate, 2)?;
    let before = house.writes(rate, seconds.min(5))?;
    let before = Times::of(before.all.iter().filter_map(|fate| Some(fate.acknowledged?.saturating_sub(fate.due))))?;
    eprintln!("Starting the program again …");
    let mut house = house.restarts(path)?;
    house.crowd.until = Until::Answered;
    let (plan, begun) = (house.plan(rate, seconds), now());
    house.crowd.rush_in();
    let fates = house.crowd.run(plan)?;
    house.remembers(&fates);
    let returned = house.crowd.returned(begun);
    let took = |fate: &crate::crowd::Fate| Some(fate.acknowledged?.saturating_sub(fate.due));
    let meanwhile = fates.all.iter().filter(|fate| fate.due.as_secs_f64() * 1_000.0 <= returned.took_ms);
    let found = Found {
        scenario: "reconnect",
        rate,
        before,
        meanwhile: Times::of(meanwhile.filter_map(took))?,
        whole: Times::of(fates.all.iter().filter_map(took))?,
        unanswered: fates.all.iter().filter(|fate| fate.acknowledged.is_none()).count(),
        returned,
        store: Checked { acknowledged: 0, lost: 0, doubled: 0 },
    };
    Ok((house, found))
}

fn show(found: &Found) {
    let Returned { sockets, back, resumed, took_ms, refused_at_first } = found.returned;
    println!("\nreconnect: {sockets} sockets at once, {} messages/s meanwhile", found.rate);
    report::head();
    report::row("before", &found.before);
    report::row("until all were back", &found.meanwhile);
    report::row("the whole window", &found.whole);
    println!("sockets               {back} back, {resumed} resumed, {refused_at_first} refused at first");
    println!(
        "messages              {} unanswered, {} lost, {} doubled\n",
        found.unanswered, found.store.lost, found.store.doubled
    );
    let all = back == sockets && resumed == sockets;
    report::target("all back, s", format!("{:.1}", took_ms / 1_000.0), "≤ 30", all && took_ms <= 30_000.0);
    let p99 = found.meanwhile.p99_ms;
    report::target("chat p99 meanwhile, ms", format!("{p99:.0}"), "≤ 1000", p99 <= 1_000.0 && found.unanswered == 0);
}
