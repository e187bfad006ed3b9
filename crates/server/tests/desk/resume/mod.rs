//! "Old state + events = fresh state", for every act and every kind of viewer, live and after a gap.

mod acts;
mod agent_view;
mod drops;
mod entries;
mod gaps;
mod visitor_view;
mod walk;
mod web_acts;

use serde_json::Value;

/// What differs between two texts of JSON, for a person to read.
fn differences(path: &str, reduced: &Value, fresh: &Value, found: &mut Vec<String>) {
    match (reduced, fresh) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let (one, other) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                differences(&format!("{path}.{key}"), one, other, found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (one, other)) in a.iter().zip(b).enumerate() {
                differences(&format!("{path}[{index}]"), one, other, found);
            }
        }
        _ if reduced == fresh => {}
        _ => found.push(format!("{path}: reduced {reduced}, fresh {fresh}")),
    }
}
