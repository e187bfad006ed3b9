//! Sends at a fixed rate, whatever becomes of the answers. Each sending has the moment at which it was *due*, and its time
//! counts from there: a generator that waits for answers would leave out exactly the sendings that a stall delayed.

use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// When everything is due: sending `n` at `start` + n / rate.
#[derive(Clone, Copy)]
pub struct Plan {
    pub start: Instant,
    pub per_second: u32,
    pub count: usize,
}

pub struct Sent<T> {
    pub number: usize,
    /// How much later than due it was really begun: the generator's own share.
    pub late: Duration,
    /// From the due moment to the answer.
    pub took: Duration,
    pub outcome: T,
}

#[expect(clippy::disallowed_methods, reason = "a measurement is made of real time")]
pub fn now() -> Instant {
    Instant::now()
}

impl Plan {
    pub fn due(&self, number: usize) -> Instant {
        self.start + Duration::from_nanos(number as u64 * 1_000_000_000 / u64::from(self.per_second))
    }
}

/// Ends when everything that was planned is sent and answered.
pub async fn run<T, F>(plan: Plan, send: impl Fn(usize) -> F + Send + 'static) -> Vec<Sent<T>>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let runtime = Handle::current();
    // A thread of its own: the runtime's timer knows only milliseconds and stands in line behind the answers.
    let paced = tokio::task::spawn_blocking(move || {
        let begin = |number| {
            let due = plan.due(number);
            std::thread::sleep(due.saturating_duration_since(now()));
            let work = send(number);
            runtime.spawn(async move {
                let late = now().saturating_duration_since(due);
                let outcome = work.await;
                Sent { number, late, took: now().saturating_duration_since(due), outcome }
            })
        };
        (0..plan.count).map(begin).collect::<Vec<_>>()
    });
    let mut all = Vec::with_capacity(plan.count);
    for sending in paced.await.expect("the pacing thread only sleeps and spawns") {
        all.push(sending.await.expect("a sending reports its failure instead of panicking"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::Barrier;

    const COUNT: usize = 200;

    fn plan(start: Instant) -> Plan {
        Plan { start, per_second: 1_000, count: COUNT }
    }

    /// Gives back every byte; with a barrier only once that many wait.
    async fn null_echo(together: Option<Arc<Barrier>>) -> std::net::SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let together = together.clone();
                tokio::spawn(async move {
                    let byte = stream.read_u8().await.unwrap();
                    if let Some(together) = together {
                        together.wait().await;
                    }
                    stream.write_u8(byte).await.unwrap();
                });
            }
        });
        address
    }

    async fn ask(echo: std::net::SocketAddr, number: usize) -> u8 {
        let mut stream = TcpStream::connect(echo).await.unwrap();
        stream.write_u8(number as u8).await.unwrap();
        stream.read_u8().await.unwrap()
    }

    #[tokio::test]
    async fn everything_planned_is_sent_once_and_nothing_before_it_is_due() {
        let echo = null_echo(None).await;
        let early = Arc::new(AtomicUsize::new(0));
        let (plan, counter) = (plan(now()), early.clone());
        let sent = run(plan, move |number| {
            counter.fetch_add(usize::from(now() < plan.due(number)), Ordering::SeqCst);
            ask(echo, number)
        })
        .await;
        assert_eq!(sent.iter().map(|sent| sent.number).collect::<Vec<_>>(), (0..COUNT).collect::<Vec<_>>());
        assert!(sent.iter().all(|sent| sent.outcome == sent.number as u8), "each got its own answer");
        assert_eq!(early.load(Ordering::SeqCst), 0);
        assert!(sent.iter().all(|sent| sent.late <= sent.took));
    }

    #[tokio::test]
    async fn a_stalled_desk_does_not_hold_back_the_rate() {
        // Nobody is answered before everybody has asked: a generator that waits for answers would never end.
        let echo = null_echo(Some(Arc::new(Barrier::new(COUNT)))).await;
        assert_eq!(run(plan(now()), move |number| ask(echo, number)).await.len(), COUNT);
    }

    #[tokio::test]
    async fn a_late_generator_is_late_in_its_own_figures() {
        let (echo, behind) = (null_echo(None).await, Duration::from_secs(5));
        let sent = run(plan(now() - behind), move |number| ask(echo, number)).await;
        assert!(sent[0].late >= behind && sent[0].took >= behind, "{:?}", sent[0].took);
    }
}
