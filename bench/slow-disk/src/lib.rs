//! Preloaded into the programs under measurement: counts and times each sync of a file, and makes it slower when asked. It is
//! told and read through one small file that it maps (`SLOW_DISK`), so a measurement changes the delay without a restart.
//!
//! The file holds native 64-bit numbers: the delay in microseconds, how many syncs, how long they took together in
//! nanoseconds (the disk alone, without the delay), then how many took less than 1, 2, 4 … times 8 µs, by powers of √2.
//! Without the variable nothing is counted and nothing delayed.

use std::ffi::{CStr, c_int, c_void};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Delay, count, time, and as many steps of √2 as reach from 8 µs to 8 s.
pub const STEPS: usize = 42;
#[repr(C)]
struct Shared {
    delay_us: AtomicU64,
    count: AtomicU64,
    nanoseconds: AtomicU64,
    steps: [AtomicU64; STEPS],
}

type Sync = unsafe extern "C" fn(c_int) -> c_int;

fn shared() -> Option<&'static Shared> {
    static SHARED: OnceLock<Option<&'static Shared>> = OnceLock::new();
    *SHARED.get_or_init(|| {
        // SAFETY: the name ends with a zero; the environment is read once, before the program could change it, because the
        // database syncs its files while it is being made.
        let path = unsafe { libc::getenv(c"SLOW_DISK".as_ptr()) };
        if path.is_null() {
            return None;
        }
        // SAFETY: `path` is a string of the environment; what is mapped is checked, stays mapped, and holds only atomics,
        // for which any bytes are a value. The file is as long as `Shared`, because the measurement makes it so.
        unsafe {
            let file = libc::open(path, libc::O_RDWR | libc::O_CLOEXEC);
            if file < 0 {
                return None;
            }
            let (length, rights) = (size_of::<Shared>(), libc::PROT_READ | libc::PROT_WRITE);
            let mapped = libc::mmap(std::ptr::null_mut(), length, rights, libc::MAP_SHARED, file, 0);
            libc::close(file);
            (mapped != libc::MAP_FAILED).then(|| &*(mapped as *const Shared))
        }
    })
}

/// The function that this library stands before.
fn real(name: &CStr) -> Option<Sync> {
    // SAFETY: `dlsym` takes a string that ends with a zero; `fsync` and `fdatasync` both have the type `Sync`.
    unsafe {
        let found = libc::dlsym(libc::RTLD_NEXT, name.as_ptr());
        (!found.is_null()).then(|| std::mem::transmute::<*mut c_void, Sync>(found))
    }
}

#[expect(clippy::disallowed_methods, reason = "it times the real disk")]
fn synced(name: &CStr, known: &OnceLock<Option<Sync>>, file: c_int) -> c_int {
    let Some(real) = *known.get_or_init(|| real(name)) else { return -1 };
    let begun = Instant::now();
    // SAFETY: the caller's own argument, handed on.
    let result = unsafe { real(file) };
    let took = begun.elapsed();
    if let Some(shared) = shared() {
        shared.count.fetch_add(1, Ordering::Relaxed);
        shared.nanoseconds.fetch_add(took.as_nanos() as u64, Ordering::Relaxed);
        shared.steps[step(took)].fetch_add(1, Ordering::Relaxed);
        let delay = Duration::from_micros(shared.delay_us.load(Ordering::Relaxed));
        // A failed sync keeps its errno, which sleeping could overwrite.
        if result == 0 && !delay.is_zero() {
            std::thread::sleep(delay);
        }
    }
    result
}

fn step(took: Duration) -> usize {
    let times = (took.as_secs_f64() * 125_000.0).max(1.0);
    ((2.0 * times.log2()).ceil() as usize).min(STEPS - 1)
}

/// # Safety
/// As the system's own `fsync`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fsync(file: c_int) -> c_int {
    static KNOWN: OnceLock<Option<Sync>> = OnceLock::new();
    synced(c"fsync", &KNOWN, file)
}

/// # Safety
/// As the system's own `fdatasync`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fdatasync(file: c_int) -> c_int {
    static KNOWN: OnceLock<Option<Sync>> = OnceLock::new();
    synced(c"fdatasync", &KNOWN, file)
}
