//! An agent: answers in whatever conversations are his own at the moment, and ends some, so that others get their turn.

use super::{PAUSE, Sender};
use crate::Result;
use reqwest::Method;
use serde_json::{Value, json};

const ENDS_ONE_IN: u64 = 6;

pub async fn serves(mut me: Sender, number: usize, file_every: u64) -> Result<()> {
    let mut n = 0;
    while !me.told.is_closed() {
        for conversation in mine(&me).await {
            n += 1;
            let path = format!("/conversations/{conversation}/messages");
            me.says(&path, &format!("agent{number}-{n}"), "您好", file_every).await?;
            if me.dice.falls(ENDS_ONE_IN) {
                let nothing = json!({});
                me.insist(&format!("/conversations/{conversation}/end"), |request| request.json(&nothing)).await?;
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

async fn mine(me: &Sender) -> Vec<String> {
    let list = me.shop.request(Method::GET, me.door.port(), "/conversations?view=mine", &me.token).send().await;
    let list: Value = match list {
        Ok(answer) => answer.json().await.unwrap_or_default(),
        Err(_) => {
            me.door.next();
            Value::Null
        }
    };
    let items = list["items"].as_array().into_iter().flatten();
    items.filter_map(|conversation| conversation["id"].as_str().map(str::to_owned)).collect()
}
