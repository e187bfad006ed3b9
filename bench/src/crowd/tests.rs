//! The generator against a null echo that this test holds in its own hands.

use super::{Crowd, Role, Until, wire};
use crate::clock::Plan;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Barrier};
use std::time::Duration;

const VISITORS: usize = 40;

/// Answers every request on every connection with 201; with a barrier only once that many wait.
fn null_echo(together: Option<Arc<Barrier>>) -> SocketAddr {
    echo(move || {
        if let Some(together) = &together {
            together.wait();
        }
    })
}

fn slow_echo(after: Duration) -> SocketAddr {
    echo(move || std::thread::sleep(after))
}

fn echo(waits: impl Fn() + Clone + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let desk = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let waits = waits.clone();
            std::thread::spawn(move || serve(stream.unwrap(), waits));
        }
    });
    desk
}

fn serve(mut stream: TcpStream, waits: impl Fn()) {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4_096]);
    loop {
        let some = stream.read(&mut buffer).unwrap_or(0);
        if some == 0 {
            return;
        }
        bytes.extend_from_slice(&buffer[..some]);
        if let Some((begins, ends)) = request(&bytes) {
            let number = wire::number_after(&bytes[begins..ends], br#""client_id":"b"#).unwrap();
            waits();
            let body = format!(r#"{{"id":"m{number}"}}"#);
            let answer = format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).unwrap();
            bytes.drain(..ends);
        }
    }
}

fn request(bytes: &[u8]) -> Option<(usize, usize)> {
    let begins = wire::find(bytes, b"\r\n\r\n")? + 4;
    let ends = begins + wire::number_after(bytes, b"Content-Length: ")?;
    (bytes.len() >= ends).then_some((begins, ends))
}

/// Visitors without sockets: nobody is shown anything.
fn crowd(desk: SocketAddr) -> Crowd {
    let mut crowd = Crowd::of(desk).unwrap();
    crowd.until = Until::Answered;
    (0..VISITORS).for_each(|visitor| crowd.add(Role::Page(visitor), "t"));
    assert_eq!(crowd.open(10, Duration::from_secs(60)).unwrap(), VISITORS);
    crowd
}

#[test]
fn everything_planned_is_sent_once_never_early_and_gets_its_own_answer() {
    let mut crowd = crowd(null_echo(None));
    let fates = crowd.run(Plan { first: 7, per_second: 1_000, count: 200 }).unwrap();
    assert_eq!(fates.all.len(), 200);
    for (n, fate) in fates.all.iter().enumerate() {
        assert_eq!(fate.id, format!("m{}", 7 + n), "each got its own answer");
        assert!(fate.due == fates.plan.due(n) && fate.begun >= fate.due, "nothing before it is due");
        assert!(fate.acknowledged.is_some_and(|at| at >= fate.begun));
    }
}

#[test]
fn a_stalled_desk_does_not_hold_back_the_rate() {
    // Nobody is answered before everybody has asked: a generator that waits for answers would never end.
    let mut crowd = crowd(null_echo(Some(Arc::new(Barrier::new(VISITORS)))));
    let fates = crowd.run(Plan { first: 0, per_second: 1_000, count: VISITORS }).unwrap();
    assert!(fates.all.iter().all(|fate| fate.acknowledged.is_some()));
}

#[test]
fn what_waits_behind_a_slow_answer_counts_from_when_it_was_due() {
    // One page, one answer at a time: the second message was due at once and leaves after the first answer.
    let mut crowd = Crowd::of(null_echo(None)).unwrap();
    crowd.until = Until::Answered;
    crowd.add(Role::Page(0), "t");
    crowd.open(1, Duration::from_secs(60)).unwrap();
    let fates = crowd.run(Plan { first: 0, per_second: 1_000_000, count: 50 }).unwrap();
    let answers: Vec<Duration> = fates.all.iter().map(|fate| fate.acknowledged.unwrap()).collect();
    assert!(answers.is_sorted(), "one after the other");
    assert!(answers[49] - fates.all[49].due > answers[0] - fates.all[0].due, "the last one waited for all others");
}

#[test]
fn a_desk_that_goes_away_is_a_refusal_and_not_silence() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut crowd = Crowd::of(listener.local_addr().unwrap()).unwrap();
    crowd.add(Role::Page(0), "t");
    crowd.open(1, Duration::from_secs(60)).unwrap();
    drop(listener.accept().unwrap());
    let fates = crowd.run(Plan { first: 0, per_second: 1_000, count: 3 }).unwrap();
    assert!(fates.all.iter().all(|fate| fate.refused == Some(0)), "{:?}", fates.all);
}

#[test]
fn an_answer_that_comes_after_its_window_is_not_taken_for_one_of_the_next() {
    // The page sends one message after the other, and each is answered too late for the first window.
    let mut crowd = Crowd::of(slow_echo(Duration::from_millis(400))).unwrap();
    (crowd.until, crowd.patience) = (Until::Answered, Duration::from_millis(50));
    crowd.add(Role::Page(0), "t");
    crowd.open(1, Duration::from_secs(60)).unwrap();
    let given_up = crowd.run(Plan { first: 0, per_second: 1_000, count: 2 }).unwrap();
    assert!(given_up.all.iter().all(|fate| fate.acknowledged.is_none()));
    crowd.patience = Duration::from_secs(60);
    let next = crowd.run(Plan { first: 2, per_second: 1_000, count: 1 }).unwrap();
    assert_eq!(next.all[0].id, "m2", "its own answer and not that of the first");
}
