//! Whether a window was disturbed from outside. A thread that does nothing but wake up finds out how late the machine lets it;
//! the kernel says what other programs and the host took. A window is discarded for what others did, never for what was
//! measured: a slow disk or a full processor may be the measured program's own doing.

use crate::Result;
use crate::clock::now;
use crate::program;
use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const WAKES_EVERY: Duration = Duration::from_millis(2);
/// Of one processor.
const FOREIGN_SHARE: f64 = 0.10;
const STOLEN_SHARE: f64 = 0.02;
/// Longer than a scheduler lets anybody wait for two busy programs.
const STALL: Duration = Duration::from_millis(60);

pub struct Probe {
    worst_us: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// Processes that take part, other than this one.
    ours: Vec<u32>,
}

pub struct Mark {
    at: Instant,
    foreign: HashMap<u32, Duration>,
    stolen: u64,
}

#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Disturbance {
    /// Processors that other programs had in use.
    pub foreign_cpu: f64,
    /// Processors that the host gave to others.
    pub stolen_cpu: f64,
    pub longest_stall_ms: f64,
}

impl Disturbance {
    pub fn is_great(&self) -> bool {
        self.foreign_cpu > FOREIGN_SHARE
            || self.stolen_cpu > STOLEN_SHARE
            || self.longest_stall_ms > STALL.as_secs_f64() * 1_000.0
    }
}

impl Probe {
    pub fn start(ours: Vec<u32>) -> Probe {
        let (worst_us, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (worst, over) = (worst_us.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                let begun = now();
                std::thread::sleep(WAKES_EVERY);
                let late = begun.elapsed().saturating_sub(WAKES_EVERY);
                worst.fetch_max(late.as_micros() as u64, Ordering::Relaxed);
            }
        });
        Probe { worst_us, stop, thread: Some(thread), ours }
    }

    pub fn mark(&self) -> Result<Mark> {
        self.worst_us.store(0, Ordering::Relaxed);
        Ok(Mark { at: now(), foreign: self.foreign()?, stolen: stolen()? })
    }

    pub fn since(&self, mark: &Mark) -> Result<Disturbance> {
        let seconds = mark.at.elapsed().as_secs_f64();
        let before = |process: &u32| mark.foreign.get(process).copied().unwrap_or_default();
        let foreign = self.foreign()?;
        let foreign: Duration = foreign.iter().map(|(process, cpu)| cpu.saturating_sub(before(process))).sum();
        Ok(Disturbance {
            foreign_cpu: foreign.as_secs_f64() / seconds,
            stolen_cpu: (stolen()? - mark.stolen) as f64 / 100.0 / seconds,
            longest_stall_ms: self.worst_us.load(Ordering::Relaxed) as f64 / 1_000.0,
        })
    }

    /// CPU time of every program that does not take part. The kernel's own threads work for those that do.
    fn foreign(&self) -> Result<HashMap<u32, Duration>> {
        const KERNEL: &str = "2";
        let mut foreign = HashMap::new();
        for entry in fs::read_dir("/proc")? {
            let Ok(process) = entry?.file_name().to_string_lossy().parse::<u32>() else { continue };
            // It may have ended since the list was made.
            let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else { continue };
            let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1));
            // The database server works for Yingke; whose else it is cannot be told from outside.
            let ours = process == std::process::id() || self.ours.contains(&process) || stat.contains("(postgres)");
            if !ours
                && parent != Some(KERNEL)
                && let Some(cpu) = program::cpu(&stat)
            {
                foreign.insert(process, cpu);
            }
        }
        Ok(foreign)
    }
}

/// Hundredths of a second that the host gave to others, of all processors together.
fn stolen() -> Result<u64> {
    let stat = fs::read_to_string("/proc/stat")?;
    let first = stat.lines().next().ok_or("/proc/stat is empty")?;
    Ok(first.split_whitespace().nth(8).ok_or("/proc/stat is short")?.parse()?)
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It does nothing that could fail.
            drop(thread.join());
        }
    }
}
