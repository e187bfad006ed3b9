//! The wire to PostgreSQL. Requests that do not depend on each other's answers are sent together and cost one round trip
//! (pipelining), which the driver does for futures that are polled one after the other.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use postgres::types::ToSql;
use postgres::{Error, NoTls, Row, Statement};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Socket};

use crate::Value;

/// Something to be done whose answer is only whether it was.
pub(crate) enum Request {
    /// Statements without arguments.
    Text(String),
    Statement(Statement, Vec<Value>),
}

type Doing<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

pub(crate) struct Wire {
    client: Client,
    line: Line,
}

impl Wire {
    pub fn connect(config: &Config) -> std::io::Result<Result<Wire, Error>> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let connected = runtime.block_on(config.connect(NoTls));
        Ok(connected.map(|(client, connection)| Wire { client, line: Line { runtime, connection: Some(connection) } }))
    }

    pub fn is_closed(&self) -> bool {
        self.line.connection.is_none() || self.client.is_closed()
    }

    pub fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        self.line.wait(Vec::new(), self.client.prepare(sql))
    }

    /// After a refusal the ones behind it are refused too, when a transaction is open; the first refusal is the answer.
    pub fn request(&mut self, requests: &[Request]) -> Result<(), Error> {
        let doing = requests.iter().map(|request| doing(&self.client, request)).collect();
        self.line.wait(doing, std::future::ready(Ok(())))
    }

    /// The rows of `statement`, asked for behind `requests`.
    pub fn query(&mut self, requests: &[Request], statement: &Statement, args: &[Value]) -> Result<Vec<Row>, Error> {
        let doing = requests.iter().map(|request| doing(&self.client, request)).collect();
        let args = references(args);
        self.line.wait(doing, self.client.query(statement, &args))
    }

    /// How many rows `statement` changed, behind `requests`.
    pub fn execute(&mut self, requests: &[Request], statement: &Statement, args: &[Value]) -> Result<u64, Error> {
        let doing = requests.iter().map(|request| doing(&self.client, request)).collect();
        let args = references(args);
        self.line.wait(doing, self.client.execute(statement, &args))
    }
}

fn doing<'a>(client: &'a Client, request: &'a Request) -> Doing<'a> {
    match request {
        Request::Text(sql) => Box::pin(client.batch_execute(sql)),
        Request::Statement(statement, args) => {
            Box::pin(async move { client.execute(statement, &references(args)).await.map(drop) })
        }
    }
}

fn references(args: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// The connection itself, which moves only while somebody waits for an answer.
struct Line {
    runtime: Runtime,
    /// `None` when it has ended. With it goes whatever still waited for an answer.
    connection: Option<Connection<Socket, NoTlsStream>>,
}

impl Line {
    /// A request is sent when its future is polled first, so the order of the futures is the order on the wire.
    fn wait<T>(&mut self, mut doing: Vec<Doing>, last: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let (mut last, mut answer, mut refusal) = (pin!(last), None, None);
        let Line { runtime, connection } = self;
        runtime.block_on(poll_fn(|cx| {
            doing.retain_mut(|request| match request.as_mut().poll(cx) {
                Poll::Ready(Ok(())) => false,
                Poll::Ready(Err(error)) => {
                    refusal.get_or_insert(error);
                    false
                }
                Poll::Pending => true,
            });
            if answer.is_none()
                && let Poll::Ready(given) = last.as_mut().poll(cx)
            {
                answer = Some(given);
            }
            if doing.is_empty()
                && let Some(answer) = answer.take()
            {
                return Poll::Ready(refusal.take().map_or(answer, Err));
            }
            if let Some(open) = connection.as_mut()
                && let Some(end) = move_on(open, cx)
            {
                *connection = None;
                cx.waker().wake_by_ref();
                return end.map_or(Poll::Pending, |error| Poll::Ready(Err(error)));
            }
            Poll::Pending
        }))
    }
}

/// Writes and reads what there is. What it gives is the end of the connection: in order, or for a reason.
fn move_on(connection: &mut Connection<Socket, NoTlsStream>, cx: &mut Context<'_>) -> Option<Option<Error>> {
    loop {
        match connection.poll_message(cx) {
            Poll::Ready(Some(Ok(AsyncMessage::Notice(notice)))) => tracing::debug!(%notice, "postgres"),
            Poll::Ready(Some(Ok(_))) => {}
            Poll::Ready(Some(Err(error))) => return Some(Some(error)),
            Poll::Ready(None) => return Some(None),
            Poll::Pending => return None,
        }
    }
}
