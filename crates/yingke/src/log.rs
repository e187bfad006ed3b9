//! Log lines: readable sentences with dotted fields, or the same as JSON. Message bodies never reach them.

use clap::ValueEnum;
use std::io::{IsTerminal, stderr, stdout};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::{EnvFilter, fmt};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Output,
    Error,
}

pub fn start(filter: &str, format: Format, target: Target) {
    match target {
        Target::Output => begin(filter, format, stdout, stdout().is_terminal()),
        Target::Error => begin(filter, format, stderr, stderr().is_terminal()),
    }
}

fn begin<W>(filter: &str, format: Format, writer: W, colours: bool)
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt().with_env_filter(filter).with_writer(writer).with_target(false).with_ansi(colours);
    match format {
        Format::Text => lines.init(),
        Format::Json => lines.json().flatten_event(true).with_current_span(true).with_span_list(false).init(),
    }
}
