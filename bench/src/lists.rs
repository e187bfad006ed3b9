//! Lists, opening a conversation, and search, on a desk that `seed` has filled: each question asked many times over one
//! connection, by the owner and by agents with few and with very many conversations.

use crate::desk::Desk;
use crate::program::Program;
use crate::seed::check::quoted;
use crate::seed::texts::{ABSENT, COMMON, MIDDLING, NEVER_MEET, RARE, TWO_COMMON};
use crate::seed::{self, people::People};
use crate::{Result, clock::now, stats::microseconds};
use clap::Args;
use hdrhistogram::Histogram;
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Lists {
    /// The program to measure.
    #[arg(long)]
    program: PathBuf,
    /// The folder that `seed` has filled.
    #[arg(long)]
    folder: PathBuf,
    /// And its PostgreSQL database.
    #[arg(long)]
    database: Option<String>,
    /// How often each question is asked and measured.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(10..))]
    times: u32,
    /// Only questions whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// Of other scenarios.
    #[arg(long, hide = true)]
    scratch: Option<PathBuf>,
    /// Writes the result here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// One question by one viewer.
#[derive(Serialize)]
pub struct Line {
    pub name: String,
    pub p50_us: u64,
    pub p99_us: u64,
    pub max_us: u64,
    /// What it may take at ten million messages.
    pub limit_us: u64,
}

/// Lists and opening; search on either database.
const LIST: u64 = 5_000;
const SEARCH: (u64, u64) = (50_000, 200_000);

pub async fn run(asked: &Lists) -> Result<()> {
    let lines = measure(asked).await?;
    println!("{:<58}{:>10}{:>10}{:>10}{:>10}", "ms", "p50", "p99", "max", "limit");
    for line in &lines {
        let [p50, p99, max, limit] =
            [line.p50_us, line.p99_us, line.max_us, line.limit_us].map(|us| us as f64 / 1_000.0);
        let over = if line.p99_us > line.limit_us { "  over" } else { "" };
        println!("{:<58}{p50:>10.2}{p99:>10.2}{max:>10.2}{limit:>10.0}{over}", line.name);
    }
    if let Some(file) = &asked.json {
        std::fs::write(file, serde_json::to_vec_pretty(&lines)?)?;
    }
    Ok(())
}

async fn measure(asked: &Lists) -> Result<Vec<Line>> {
    let past = Past::served(&asked.program, &asked.folder, asked.database.as_deref())?;
    let mut lines = Vec::new();
    for question in past.questions(asked.only.as_deref()).await? {
        lines.extend(in_turn(&[(&past, &question)], asked.times).await?);
    }
    Ok(lines)
}

/// A desk that `seed` has filled, and the program that serves it for as long as this is held.
pub struct Past {
    pub program: Program,
    pub desk: Desk,
    pub people: People,
    /// What a search may take, in microseconds.
    search: u64,
}

impl Past {
    pub fn served(program: &Path, folder: &Path, database: Option<&str>) -> Result<Past> {
        let program = seed::serve(program, folder, database)?;
        let search = if database.is_some() { SEARCH.1 } else { SEARCH.0 };
        Ok(Past { desk: Desk::at(&program.desk.to_string())?, people: People::of(folder)?, program, search })
    }

    /// Everybody's, of which the name contains `only`.
    pub async fn questions(&self, only: Option<&str>) -> Result<Vec<Question>> {
        let mut questions = Vec::new();
        for (who, token) in [
            ("owner", &self.people.owner_token),
            ("agent of 10", &self.people.few_token),
            ("agent of a tenth", &self.people.many_token),
            ("agent with a group", &self.people.leader_token),
        ] {
            let mut kinds = lists(&self.desk, token, &self.people).await?;
            kinds.extend(searches().into_iter().map(|(name, paths)| (name, paths, self.search)));
            for (name, paths, limit_us) in kinds {
                let name = format!("{name} · {who}");
                if only.is_some_and(|only| !name.contains(only)) || paths.is_empty() {
                    continue;
                }
                // What somebody may not ask, he is not measured by.
                if self.desk.fetch(token, &paths[0]).await.is_err_and(|why| why.to_string().contains("403")) {
                    continue;
                }
                questions.push(Question { name, token: token.clone(), paths, limit_us });
            }
        }
        Ok(questions)
    }
}

pub struct Question {
    pub name: String,
    token: String,
    paths: Vec<String>,
    limit_us: u64,
}

/// So often one desk is asked before it is the next one's turn. The first time finds the processor's caches full of what the
/// others did, and is not measured.
const IN_A_ROW: u32 = 6;

/// The same question to several desks in turn: what makes the machine slower for a while does so for all of them.
pub async fn in_turn(asked: &[(&Past, &Question)], times: u32) -> Result<Vec<Line>> {
    let mut measured = Vec::new();
    for (past, question) in asked {
        // Warm, and each of its paths asked once.
        for path in question.paths.iter().cycle().take(question.paths.len().max(times as usize / 10)) {
            past.desk.fetch(&question.token, path).await?;
        }
        measured.push(microseconds()?);
    }
    let rounds = times.div_ceil(IN_A_ROW - 1) as usize;
    for round in 0..rounds {
        for place in 0..asked.len() {
            let at = (round + place) % asked.len();
            let (past, question) = asked[at];
            for turn in 0..IN_A_ROW {
                let path = &question.paths[(round * IN_A_ROW as usize + turn as usize) % question.paths.len()];
                let begun = now();
                past.desk.fetch(&question.token, path).await?;
                if turn > 0 {
                    measured[at].record((begun.elapsed().as_micros() as u64).max(1))?;
                }
            }
        }
    }
    let line = |((_, question), histogram): (&(&Past, &Question), Histogram<u64>)| Line {
        name: question.name.clone(),
        p50_us: histogram.value_at_quantile(0.5),
        p99_us: histogram.value_at_quantile(0.99),
        max_us: histogram.max(),
        limit_us: question.limit_us,
    };
    Ok(asked.iter().zip(measured).map(line).collect())
}

/// Name, paths that take turns, and what each may take in microseconds.
type Kind = (String, Vec<String>, u64);

/// What the workbench asks: its views, and all that it asks on opening a conversation, of old and new ones alike.
async fn lists(desk: &Desk, token: &str, people: &People) -> Result<Vec<Kind>> {
    let mut questions = Vec::new();
    for view in ["mine", "queue", "pool", "colleagues", "mentioned", "ended", "all"] {
        questions.push((format!("list {view}"), vec![format!("/conversations?view={view}&limit=100")], LIST));
    }
    questions.push(("counters".to_owned(), vec!["/conversations/counts".to_owned()], LIST));
    let tag = domain::id::encode(people.tags[0]);
    questions.push(("list with a tag".to_owned(), vec![format!("/conversations?view=all&tag={tag}&limit=100")], LIST));
    let (mut ids, mut contacts, mut deep) = (Vec::new(), Vec::new(), Vec::new());
    let mut path = "/conversations?view=all&limit=200".to_owned();
    for _ in 0..10 {
        let page = desk.get(token, &path).await?;
        for one in page["items"].as_array().ok_or("no items")? {
            ids.push(one["id"].as_str().ok_or("no id")?.to_owned());
            contacts.push(one["contact"]["id"].as_str().ok_or("no contact")?.to_owned());
        }
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/conversations?view=all&limit=200&cursor={next}");
        deep.push(format!("/conversations?view=all&limit=100&cursor={next}"));
    }
    // Old ones: those of the rare word lie all over the years.
    let old = desk.get(token, &format!("/chatlog?q={}", quoted(RARE))).await?;
    for one in old["items"].as_array().ok_or("no items")? {
        ids.insert(0, one["conversation"]["id"].as_str().ok_or("no id")?.to_owned());
        contacts.insert(0, one["conversation"]["contact"]["id"].as_str().ok_or("no contact")?.to_owned());
    }
    ids.truncate(100);
    contacts.truncate(100);
    questions.push(("list all, next pages".to_owned(), deep, LIST));
    let each = |form: &dyn Fn(&String) -> String, of: &[String]| of.iter().map(form).collect::<Vec<_>>();
    questions.push(("open: conversation".to_owned(), each(&|id| format!("/conversations/{id}"), &ids), LIST));
    questions.push((
        "open: messages".to_owned(),
        each(&|id| format!("/conversations/{id}/messages?limit=100"), &ids),
        LIST,
    ));
    questions.push(("open: routing".to_owned(), each(&|id| format!("/conversations/{id}/routing"), &ids), LIST));
    questions.push((
        "open: history".to_owned(),
        each(&|id| format!("/conversations?contact={id}&limit=10"), &contacts),
        LIST,
    ));
    questions.push(("open: contact".to_owned(), each(&|id| format!("/contacts/{id}"), &contacts), LIST));
    questions.push(("open: served by".to_owned(), each(&|id| format!("/contacts/{id}/served-by"), &contacts), LIST));
    questions.push(("chat log".to_owned(), vec!["/chatlog".to_owned()], LIST));
    questions.push(("chat log of a contact".to_owned(), each(&|id| format!("/chatlog?contact={id}"), &contacts), LIST));
    let many = domain::id::encode(people.many);
    questions.push(("chat log of an agent".to_owned(), vec![format!("/chatlog?agent={many}")], LIST));
    Ok(questions)
}

/// The kinds of search of which something is promised.
pub const PROMISED: [&str; 4] = ["a common character", "a rare word", "an absent word", "two common words"];

/// The kind, where the question is a search.
pub fn searched_for(question: &str) -> Option<&str> {
    let (_, kind) = question.split_once("search: ")?;
    Some(kind.split(" · ").next().unwrap_or(kind))
}

fn searches() -> Vec<(String, Vec<String>)> {
    let kinds = [
        (PROMISED[0], COMMON.to_owned()),
        (PROMISED[1], RARE.to_owned()),
        (PROMISED[2], ABSENT.to_owned()),
        (PROMISED[3], TWO_COMMON.join(" ")),
        ("a middling word", MIDDLING.to_owned()),
        ("two that never meet", NEVER_MEET.join(" ")),
    ];
    let of = |place: &str, path: &str| {
        kinds
            .iter()
            .map(|(kind, words)| (format!("{place}: {kind}"), vec![format!("{path}{}", quoted(words))]))
            .collect()
    };
    let mut all: Vec<_> = of("chat log search", "/chatlog?q=");
    all.extend::<Vec<_>>(of("list search", "/conversations?q="));
    all
}
