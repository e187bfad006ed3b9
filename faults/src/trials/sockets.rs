//! Peers that read nothing: the others are served meanwhile, memory stays bounded, and the program finds out.

use super::{Database, PATIENCE, Site};
use crate::Result;
use crate::ledger::Report;
use crate::people::Crowd;
use crate::shop::Shop;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

const SLOW: usize = 20;
/// 20 sockets × 512 frames that wait, once each (they are shared), and what the allocator keeps.
const MOST_MEMORY_KB: u64 = 64 << 10;
/// Three pings without an answer are 100 seconds.
const DEAD_WITHIN: Duration = Duration::from_secs(180);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dead {
    /// Also waits until a silent peer without traffic is found out.
    WaitFor,
    Skip,
}

pub async fn run(program: &Path, database: Database, dead: Dead, seed: u64) -> Result<Report> {
    let site = Site::open(program, database).await?;
    let day = site.day(Crowd { file_every: 0, ..Crowd::SMALL }, seed).await?;
    day.told.more(20, PATIENCE).await?;
    let (sockets, memory) = (open_sockets(&day.shop).await?, site.node.memory()?);
    let descriptors = site.node.descriptors()?;
    let mut slow = Vec::new();
    for _ in 0..SLOW {
        slow.push(never_reads(&day.shop, &json!({"type": "hello", "token": day.shop.owner, "observe": true})).await?);
    }
    if open_sockets(&day.shop).await? < sockets + SLOW {
        return Err("the slow sockets were never open".into());
    }
    // The others write on; each message is an event or two for everybody.
    let closing = async {
        while open_sockets(&day.shop).await? > sockets {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Result::Ok(())
    };
    let acknowledged = day.told.acknowledged();
    tokio::time::timeout(2 * PATIENCE, closing).await.map_err(|_| "sockets that read nothing stay open")??;
    if day.told.acknowledged() < acknowledged + 50 {
        return Err("the others could hardly write meanwhile".into());
    }
    let grown = site.node.memory()?.saturating_sub(memory);
    if grown > MOST_MEMORY_KB {
        return Err(format!("memory grew by {grown} KB").into());
    }
    if dead == Dead::WaitFor {
        // A writer that waited without end for somebody who reads nothing would keep the connection for good.
        let freeing = async {
            while site.node.descriptors()? > descriptors + SLOW / 2 {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Result::Ok(())
        };
        tokio::time::timeout(PATIENCE, freeing).await.map_err(|_| "connections of closed sockets stay")??;
    }
    drop(slow);
    let shop = day.shop.clone();
    let report = day.ends(PATIENCE).await?;
    if dead == Dead::WaitFor {
        is_found_out(&shop).await?;
    }
    Ok(report)
}

/// A workbench whose machine has vanished: no word, not even the end of the connection.
async fn is_found_out(shop: &Shop) -> Result<()> {
    let token = shop.signs_in("agent0").await?;
    let presence = async || -> Result<Value> {
        let team = shop.get("/team").await?;
        let all = team.as_array().or(team["items"].as_array()).cloned().unwrap_or_default();
        Ok(all.into_iter().find(|agent| agent["name"] == "agent0").ok_or("no agent0")?["presence"].take())
    };
    // The ones of the day are gone; after their grace the agent is away.
    let until = async |wanted: &str, within: Duration| -> Result<()> {
        let waiting = async {
            while presence().await? != wanted {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Result::Ok(())
        };
        tokio::time::timeout(within, waiting).await.map_err(|_| format!("the agent is never {wanted}"))?
    };
    until("offline", PATIENCE).await?;
    let silent = never_reads(shop, &json!({"type": "hello", "token": token})).await?;
    until("online", PATIENCE).await?;
    until("offline", DEAD_WITHIN).await?;
    drop(silent);
    Ok(())
}

async fn open_sockets(shop: &Shop) -> Result<usize> {
    let numbers = shop.metrics().await?;
    let line = numbers.lines().find_map(|line| line.strip_prefix("yingke_open_sockets ")).ok_or("no such number")?;
    Ok(line.trim().parse::<f64>()? as usize)
}

/// Greets and then never reads again, with as little room for what arrives as the system allows.
async fn never_reads(shop: &Shop, hello: &Value) -> Result<WebSocketStream<TcpStream>> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(2048)?;
    let port = shop.door(0).port();
    let stream = socket.connect(SocketAddr::from(([127, 0, 0, 1], port))).await?;
    let (mut socket, _) =
        tokio_tungstenite::client_async(format!("ws://127.0.0.1:{port}/api/v1/socket"), stream).await?;
    socket.send(Message::text(hello.to_string())).await?;
    let welcome = socket.next().await.ok_or("no welcome")??;
    if welcome.to_text()?.contains("welcome") { Ok(socket) } else { Err("no welcome".into()) }
}
