//! How the cost of things grows with what is stored: the questions of `lists`, sending and routing, on desks of several
//! sizes, asked in turn. The cost is taken as proportional to n^k; k is fitted to the middle times.

use crate::lists::{self, Line, Past, Question};
use crate::{Result, clock::now, stats::microseconds};
use clap::Args;
use domain::id::encode;
use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use serde_json::json;
use std::path::PathBuf;
use tokio_tungstenite::tungstenite::Message;

#[derive(Args)]
pub struct Growth {
    /// The program to measure.
    #[arg(long)]
    program: PathBuf,
    /// Folders that `seed` has filled, from small to large.
    #[arg(long, required = true, num_args = 1..)]
    folders: Vec<PathBuf>,
    /// And their PostgreSQL databases, in the same order.
    #[arg(long, num_args = 1..)]
    databases: Vec<String>,
    /// How often each question is asked.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(10..))]
    times: u32,
    /// Only questions whose name contains this, beside sending and routing.
    #[arg(long)]
    only: Option<String>,
    /// Of other scenarios.
    #[arg(long, hide = true)]
    scratch: Option<PathBuf>,
    /// Writes the result here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Serialize)]
struct Grown {
    name: String,
    /// Microseconds, from small to large.
    p50_us: Vec<u64>,
    p99_us: Vec<u64>,
    k: f64,
    /// What k may be at the most; nothing is promised of the rest.
    k_aimed: Option<f64>,
}

impl Grown {
    /// One line for each size.
    fn of(lines: &[Line]) -> Grown {
        let name = lines[0].name.clone();
        let (p50_us, p99_us) = lines.iter().map(|line| (line.p50_us, line.p99_us)).unzip();
        Grown { name, p50_us, p99_us, k: 0.0, k_aimed: None }
    }
}

pub async fn run(asked: &Growth) -> Result<()> {
    let mut pasts = Vec::new();
    for (at, folder) in asked.folders.iter().enumerate() {
        pasts.push(Past::served(&asked.program, folder, asked.databases.get(at).map(String::as_str))?);
    }
    let sizes: Vec<f64> = pasts.iter().map(|past| past.people.messages as f64).collect();
    let mut asks = Vec::new();
    for past in &pasts {
        asks.push(past.questions(asked.only.as_deref()).await?);
    }
    let mut grown = Vec::<Grown>::new();
    for question in &asks[0] {
        let same = |one: &Vec<Question>| one.iter().position(|other| other.name == question.name);
        let Some(places) = asks.iter().map(same).collect::<Option<Vec<usize>>>() else {
            eprintln!("left out, because not every desk can be asked: {}", question.name);
            continue;
        };
        let all: Vec<_> =
            pasts.iter().zip(asks.iter().zip(places)).map(|(past, (asks, at))| (past, &asks[at])).collect();
        grown.push(Grown::of(&lists::in_turn(&all, asked.times).await?));
    }
    // They leave visitors behind, so they come last.
    grown.extend(said(&pasts, asked.times).await?);
    for one in &mut grown {
        one.k = exponent(&sizes, &one.p50_us);
        one.k_aimed = aimed(&one.name);
    }
    show(&sizes, &grown);
    if let Some(file) = &asked.json {
        std::fs::write(file, serde_json::to_vec_pretty(&grown)?)?;
    }
    Ok(())
}

/// Sending, routing, lists and opening hardly grow, and search for what is promised of it slower than a square root.
fn aimed(question: &str) -> Option<f64> {
    match lists::searched_for(question) {
        None => Some(0.05),
        Some(kind) if lists::PROMISED.contains(&kind) => Some(0.45),
        Some(_) => None,
    }
}

fn show(sizes: &[f64], grown: &[Grown]) {
    println!("{:<58}{:>8}  {:<15}  p50 in ms at {sizes:?}, then p99", "", "k", "aimed at");
    for one in grown {
        let ms = |all: &[u64]| all.iter().map(|us| format!("{:>9.2}", *us as f64 / 1_000.0)).collect::<String>();
        let aimed = match one.k_aimed {
            // One size does not grow.
            Some(aimed) if !one.k.is_nan() => {
                format!("≤ {aimed} {}", if one.k <= aimed { "reached" } else { "MISSED" })
            }
            Some(_) | None => String::from("–"),
        };
        println!("{:<58}{:>8.3}  {aimed:<15}  {}  {}", one.name, one.k, ms(&one.p50_us), ms(&one.p99_us));
    }
    let missed = grown.iter().filter(|one| one.k_aimed.is_some_and(|aimed| one.k > aimed)).count();
    println!(
        "\n{missed} of {} grow faster than is aimed at.",
        grown.iter().filter(|one| one.k_aimed.is_some()).count()
    );
}

/// The slope of the straight line through the logarithms, by least squares.
fn exponent(sizes: &[f64], times: &[u64]) -> f64 {
    let points: Vec<(f64, f64)> = sizes.iter().zip(times).map(|(n, us)| (n.ln(), (*us as f64).ln())).collect();
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(&|point| point.0), mean(&|point| point.1));
    let covered = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>();
    covered / points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}

/// New visitors come one after the other, to each desk in turn: the first word finds an agent, the second is only stored.
async fn said(pasts: &[Past], times: u32) -> Result<Vec<Grown>> {
    const STEPS: [(&str, &str); 2] =
        [("routing a new conversation", "你好，这把紫砂壶今天能发货吗"), ("sending", "好的，谢谢")];
    let mut measured = Vec::new();
    for past in pasts {
        for token in [&past.people.few_token, &past.people.leader_token] {
            comes_to_work(&past.program.desk.to_string(), token).await?;
        }
        measured.push([microseconds()?, microseconds()?]);
    }
    let (early, run) = (times / 10, std::process::id());
    for turn in 0..early + times {
        for (past, measured) in pasts.iter().zip(&mut measured) {
            let entry = json!({"inbox_id": encode(past.people.inbox)});
            let visitor = past.desk.post("", "/visitor/sessions", &entry).await?;
            let visitor = visitor["token"].as_str().ok_or("no token")?;
            for (at, (_, text)) in STEPS.iter().enumerate() {
                let body = json!({"client_id": format!("growth-{run}-{turn}-{at}"), "text": text});
                let begun = now();
                past.desk.post(visitor, "/visitor/messages", &body).await?;
                if turn >= early {
                    measured[at].record((begun.elapsed().as_micros() as u64).max(1))?;
                }
            }
        }
    }
    let each = |at: usize, quantile| measured.iter().map(|one| one[at].value_at_quantile(quantile)).collect();
    let grown = |(at, (name, _)): (usize, &(&str, &str))| Grown {
        name: (*name).to_owned(),
        p50_us: each(at, 0.5),
        p99_us: each(at, 0.99),
        k: 0.0,
        k_aimed: None,
    };
    Ok(STEPS.iter().enumerate().map(grown).collect())
}

/// Is online for as long as the program runs.
async fn comes_to_work(host: &str, token: &str) -> Result<()> {
    let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{host}/api/v1/socket")).await?;
    socket.send(Message::text(json!({"type": "hello", "token": token}).to_string())).await?;
    while let Message::Text(text) = socket.next().await.ok_or("the socket ended before its welcome")?? {
        if text.contains("\"welcome\"") {
            break;
        }
    }
    tokio::spawn(async move { while let Some(Ok(_)) = socket.next().await {} });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{aimed, exponent};

    #[test]
    fn nothing_is_aimed_at_beyond_the_searches_that_are_promised() {
        assert_eq!(aimed("routing a new conversation"), Some(0.05));
        assert_eq!(aimed("list mine · owner"), Some(0.05));
        assert_eq!(aimed("chat log search: two common words · agent of 10"), Some(0.45));
        assert_eq!(aimed("list search: two that never meet · owner"), None);
    }

    #[test]
    fn the_exponent_of_what_doubles_with_the_size_is_one() {
        assert!((exponent(&[1e5, 1e6, 1e7], &[100, 1_000, 10_000]) - 1.0).abs() < 1e-6);
        assert!(exponent(&[1e5, 1e6, 1e7], &[500, 500, 500]).abs() < 1e-6);
    }
}
