//! Screens: they load once, then live from the stream, and resume it whenever it breaks.

use super::RETRY;
use crate::Result;
use crate::ledger::house;
use crate::shop::{Door, Shop};
use crate::told::Told;
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio_tungstenite::tungstenite::Message;

pub const OWNER: &str = "owner";

/// A workbench that is open: its agent is there for routing.
pub async fn keeps_workbench_open(shop: Shop, token: String, number: usize, told: Arc<Told>) {
    let door = shop.door(number);
    loop {
        if let Ok((mut socket, _)) =
            shop.stream(door.port(), "/socket", &json!({"type": "hello", "token": token})).await
        {
            while let Some(Ok(_)) = socket.next().await {}
        }
        told.reconnected();
        door.next();
        tokio::time::sleep(RETRY).await;
    }
}

pub async fn owner_watches(shop: Shop, told: Arc<Told>) {
    let token = shop.owner.clone();
    watches(shop, "/socket", &token, OWNER, 1, &told).await;
}

pub async fn visitor_watches(shop: Shop, token: String, name: String, number: usize, told: Arc<Told>) {
    watches(shop, "/visitor/socket", &token, &name, number, &told).await;
}

async fn watches(shop: Shop, path: &str, token: &str, name: &str, number: usize, told: &Arc<Told>) {
    let door: Door = shop.door(number);
    let mut since = Value::Null;
    while !told.is_over() {
        let hello = match path {
            "/socket" => json!({"type": "hello", "token": token, "since": since, "observe": true}),
            _ => json!({"type": "hello", "token": token, "since": since}),
        };
        if let Ok((mut socket, welcome)) = shop.stream(door.port(), path, &hello).await {
            if welcome["resumed"] == false && !since.is_null() {
                told.screen(name, |screen| screen.resets += 1);
                since = welcome["seq"].clone();
                loads_anew(&shop, token, name, told).await;
            }
            if since.is_null() {
                since = welcome["seq"].clone();
                told.screen(name, |screen| screen.is_open = true);
            }
            while let Some(Ok(message)) = socket.next().await {
                let Message::Text(frame) = message else { continue };
                let Ok(frame) = serde_json::from_str::<Value>(&frame) else { break };
                if frame["type"] == "event" && !frame["seq"].is_null() {
                    since = frame["seq"].clone();
                    told.show(name, &frame);
                }
            }
        }
        told.reconnected();
        door.next();
        tokio::time::sleep(RETRY).await;
    }
}

/// As a page does that was away for long.
async fn loads_anew(shop: &Shop, token: &str, name: &str, told: &Told) {
    while !told.is_over() {
        let stored = if name == OWNER { house::stored(shop).await } else { own(shop, token).await };
        if let Ok(stored) = stored {
            let ids = stored.iter().filter_map(|message| message["id"].as_str()).map(str::to_owned);
            return told.screen(name, |screen| screen.loaded.extend(ids));
        }
        tokio::time::sleep(RETRY).await;
    }
}

/// What a visitor's own page loads.
async fn own(shop: &Shop, token: &str) -> Result<Vec<Value>> {
    let list = shop.get_as(token, "/visitor/messages").await?;
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}
