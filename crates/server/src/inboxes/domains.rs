//! Allowed domains: the sites whose pages may carry an inbox's chat. The browser enforces them by `frame-ancestors`.

use crate::App;
use crate::channels::Door;
use db::{Query, args};
use domain::{Error, Result};
use serde_json::Value;

const MOST: usize = 50;

/// Host names, with `*.` for all below and with a port where one is needed. A pasted address is cut down to its host.
pub fn check(field: &str, given: &[String]) -> Result<Vec<String>> {
    if given.len() > MOST {
        return Err(Error::invalid(field, format!("最多 {MOST} 个域名。"), format!("At most {MOST} domains.")));
    }
    let mut domains: Vec<String> = Vec::with_capacity(given.len());
    for text in given {
        let domain = host(text).ok_or_else(|| refusal(field, text))?;
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    Ok(domains)
}

fn refusal(field: &str, text: &str) -> Error {
    Error::invalid(
        field,
        format!("“{text}”不是域名。例如 shop.example.com 或 *.example.com；中文域名请写成 xn-- 开头的形式。"),
        format!("“{text}” is no domain like shop.example.com or *.example.com; other scripts in their xn-- form."),
    )
    .detail("offending", Value::from(text))
}

fn host(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(&text);
    let bare = bare.strip_suffix('/').unwrap_or(bare);
    let (name, port) = bare.split_once(':').map_or((bare, None), |(name, port)| (name, Some(port)));
    let below = name.strip_prefix("*.").unwrap_or(name);
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    let name_fits = below.len() <= 253 && below.split('.').all(is_label);
    (port_fits && name_fits).then(|| bare.to_owned())
}

fn is_label(label: &str) -> bool {
    let inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=63).contains(&label.len()) && label.bytes().all(inner) && !label.starts_with('-') && !label.ends_with('-')
}

const OF_INBOX: &str = "select kind, settings from inboxes where id = $1 and deleted_at is null";

const OF_LINK: &str = "
select i.kind, i.settings from links l join inboxes i on i.id = l.inbox_id
where l.key = $1 and l.deleted_at is null and i.deleted_at is null";

/// The sources of `frame-ancestors` for the page behind a door; `None` when every site may carry it. Our own pages
/// always may: the preview and the demo shop. A door that does not exist or has no page is `not_found`.
pub async fn frame_ancestors(app: &App, door: Door<'_>) -> Result<Option<String>> {
    let (sql, key) = match door {
        Door::Inbox(id) => (OF_INBOX, args![id]),
        Door::Link(key) => (OF_LINK, args![key]),
    };
    let found =
        app.db.read(move |q| q.one(sql, &key, |row| Ok((row.get::<String>("kind")?, row.get::<Value>("settings")?))));
    let (kind, settings) = found.await?;
    app.channels.get(&kind)?.page(door).ok_or_else(Error::not_found)?;
    let domains: Vec<&str> =
        settings["allowed_domains"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    Ok((!domains.is_empty()).then(|| format!("'self' {}", domains.join(" "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_may_be_pasted_as_an_address_and_comes_out_as_its_host() {
        for (text, domain) in [
            ("shop.example", "shop.example"),
            (" HTTPS://Shop.Example/ ", "shop.example"),
            ("*.shop.example", "*.shop.example"),
            ("http://localhost:8080", "localhost:8080"),
            ("xn--fsqu00a.xn--0zwm56d", "xn--fsqu00a.xn--0zwm56d"),
        ] {
            assert_eq!(check("d", &[text.to_owned()]).unwrap(), [domain]);
        }
    }

    #[test]
    fn nothing_else_gets_into_the_header() {
        for text in [
            "",
            "*",
            "*.",
            "a b",
            "shop.example/path",
            "shop.example;",
            "例子.中国",
            "a.*.b",
            "-a.b",
            "a:0",
            "a:99999",
            "javascript:x",
        ] {
            assert_eq!(check("d", &[text.to_owned()]).unwrap_err().field.as_deref(), Some("d"), "{text}");
        }
    }
}
