//! The library that is preloaded into measured programs, from outside: how slow the disk shall be, and what syncs there
//! were. Its numbers lie in a small file that both sides see (`bench/slow-disk`).

use crate::Result;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const STEPS: usize = 42;
const NUMBERS: usize = 3 + STEPS;

pub struct SlowDisk {
    file: File,
    path: PathBuf,
}

/// Since the program began, or between two looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syncs {
    pub count: u64,
    nanoseconds: u64,
    steps: [u64; STEPS],
}

impl SlowDisk {
    pub fn new(folder: &Path) -> Result<SlowDisk> {
        let path = folder.join("slow-disk");
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&path)?;
        file.set_len(NUMBERS as u64 * 8)?;
        Ok(SlowDisk { file, path })
    }

    pub fn preload(&self, command: &mut Command) -> Result<()> {
        command.env("LD_PRELOAD", crate::program::beside("libslow_disk.so")?).env("SLOW_DISK", &self.path);
        Ok(())
    }

    /// Each sync takes this much longer from now on.
    pub fn slower_by(&self, delay: Duration) -> Result<()> {
        Ok(self.file.write_all_at(&(delay.as_micros() as u64).to_ne_bytes(), 0)?)
    }

    pub fn syncs(&self) -> Result<Syncs> {
        let mut bytes = [0; NUMBERS * 8];
        self.file.read_exact_at(&mut bytes, 0)?;
        let number = |n: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[n * 8..n * 8 + 8]);
            u64::from_ne_bytes(eight)
        };
        let mut steps = [0; STEPS];
        steps.iter_mut().enumerate().for_each(|(n, step)| *step = number(3 + n));
        Ok(Syncs { count: number(1), nanoseconds: number(2), steps })
    }
}

impl Syncs {
    pub fn since(&self, before: &Syncs) -> Syncs {
        let mut steps = self.steps;
        steps.iter_mut().zip(&before.steps).for_each(|(now, then)| *now -= then);
        Syncs { count: self.count - before.count, nanoseconds: self.nanoseconds - before.nanoseconds, steps }
    }

    /// The middle one, up to a factor of √2: what the disk alone took.
    pub fn p50(&self) -> Duration {
        let mut seen = 0;
        let middle = self.steps.iter().position(|count| {
            seen += count;
            seen * 2 >= self.count.max(1)
        });
        Duration::from_secs_f64(8e-6 * 2_f64.powf(middle.unwrap_or(0) as f64 / 2.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_the_step_that_half_of_them_reach() {
        let mut steps = [0; STEPS];
        (steps[4], steps[10]) = (3, 2);
        assert_eq!(Syncs { count: 5, nanoseconds: 0, steps }.p50(), Duration::from_micros(32));
    }
}
