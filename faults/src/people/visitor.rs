//! A customer: opens the chat, writes until closing time, and watches his stream.

use super::{Sender, watching};
use crate::Result;
use crate::shop::text;
use serde_json::json;

pub async fn writes(mut me: Sender, number: usize, file_every: u64) -> Result<()> {
    let inbox = json!({"inbox_id": me.shop.inbox});
    let session = me.insist("/visitor/sessions", |request| request.json(&inbox)).await?.ok_or("no session")?;
    me.token = text(&session["token"])?;
    let name = text(&session["visitor_id"])?;
    me.told.visitor(&name, &me.token);
    let watching = watching::visitor_watches(me.shop.clone(), me.token.clone(), name.clone(), number, me.told.clone());
    // It goes on until it has shown everything; the ledger waits for that.
    tokio::spawn(watching);
    me.told.opened(&name).await?;
    let mut n = 0;
    while !me.told.is_closed() {
        n += 1;
        me.says("/visitor/messages", &format!("{name}-{n}"), "在吗", file_every).await?;
    }
    Ok(())
}
