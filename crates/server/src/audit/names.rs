//! Names for the ids in entries' details, so that a page can say in words what changed.

use super::Line;
use db::{Query, args};
use domain::Result;
use domain::id::WorkspaceId;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

// Of a shop these are few; contacts are not among them, for whom looking is a right of its own.
const NAMES: &str = "
select id, name from agents where workspace_id = $1
union all select id, name from roles where workspace_id = $1
union all select id, name from teams where workspace_id = $1
union all select id, name from inboxes where workspace_id = $1
union all select id, name from links where workspace_id = $1
union all select id, name from tags where workspace_id = $1";

pub fn put_in(q: &mut impl Query, workspace: WorkspaceId, lines: &mut [Line]) -> Result<()> {
    let held: Vec<BTreeSet<i64>> = lines.iter().map(|line| ids(&line.details)).collect();
    if held.iter().all(BTreeSet::is_empty) {
        return Ok(());
    }
    let names: HashMap<i64, String> = q
        .all(NAMES, &args![workspace], |row| Ok((row.get::<i64>("id")?, row.get::<String>("name")?)))?
        .into_iter()
        .collect();
    for (line, ids) in lines.iter_mut().zip(held) {
        let named = ids.into_iter().filter_map(|id| Some((domain::id::encode(id), names.get(&id)?.clone())));
        line.names = named.collect();
    }
    Ok(())
}

/// Every text within that may be an id; what is none has no name either.
fn ids(details: &Value) -> BTreeSet<i64> {
    match details {
        Value::String(text) => domain::id::decode(text).into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(ids).collect(),
        Value::Object(fields) => fields.values().flat_map(ids).collect(),
        _ => BTreeSet::new(),
    }
}
