//! Signals to processes that this harness has started, by their numbers. Never by name: others may be called alike.

use crate::Result;
use std::process::Command;

#[derive(Debug, Clone, Copy)]
pub enum Signal {
    Kill,
    /// Stops without being told, as a machine that swaps or a virtual one that is moved.
    Pause,
    Continue,
    /// PostgreSQL ends its connections and stops.
    Interrupt,
}

/// Whoever is gone already needs no signal.
pub fn send(signal: Signal, processes: &[u32]) -> Result<()> {
    if processes.is_empty() {
        return Ok(());
    }
    let name = match signal {
        Signal::Kill => "-KILL",
        Signal::Pause => "-STOP",
        Signal::Continue => "-CONT",
        Signal::Interrupt => "-INT",
    };
    let numbers = processes.iter().map(u32::to_string);
    let mut command = Command::new("kill");
    command.arg(name).args(numbers).stderr(std::process::Stdio::null()).status()?;
    Ok(())
}

/// The process and everything that it started, and these in turn.
pub fn family(parent: u32) -> Vec<u32> {
    let parents = parents();
    let mut found = vec![parent];
    let mut at = 0;
    while let Some(one) = found.get(at).copied() {
        found.extend(parents.iter().filter(|(_, whose)| *whose == one).map(|(process, _)| *process));
        at += 1;
    }
    found
}

fn parents() -> Vec<(u32, u32)> {
    let Ok(all) = std::fs::read_dir("/proc") else { return Vec::new() };
    let numbers = all.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    numbers
        .filter_map(|process| {
            let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
            // The name in brackets may itself hold brackets; the parent is the second field after it.
            Some((process, stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?))
        })
        .collect()
}
