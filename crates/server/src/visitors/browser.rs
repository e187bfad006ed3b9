//! What a request's headers say of the visitor's browser: language, and the device that he holds.

use crate::http::error::Language;
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub struct Browser {
    /// `zh-CN` or `en`.
    pub language: &'static str,
    pub user_agent: Option<String>,
}

const LONGEST: usize = 300;

impl Browser {
    pub fn of(headers: &HeaderMap) -> Browser {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let language = match Language::of(headers) {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        };
        let agent = agent.map(|agent| agent.trim().chars().take(LONGEST).collect::<String>());
        Browser { language, user_agent: agent.filter(|agent| !agent.is_empty()) }
    }

    /// `{kind, os, browser}`, as far as the name that it gives itself tells; null without one.
    pub fn device(&self) -> Option<Value> {
        let agent = self.user_agent.as_deref()?;
        Some(json!({ "kind": kind(agent), "os": named(agent, SYSTEMS), "browser": named(agent, BROWSERS) }))
    }
}

/// The first sign found names it: those that carry others' names stand before them.
const SYSTEMS: &[(&str, &str)] = &[
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

const BROWSERS: &[(&str, &str)] = &[
    ("MicroMessenger/", "微信"),
    ("AlipayClient/", "支付宝"),
    ("DingTalk/", "钉钉"),
    ("aweme", "抖音"),
    ("Weibo", "微博"),
    ("QQ/", "QQ"),
    ("MQQBrowser/", "QQ 浏览器"),
    ("QQBrowser/", "QQ 浏览器"),
    ("UCBrowser/", "UC"),
    ("HuaweiBrowser/", "华为浏览器"),
    ("MiuiBrowser/", "小米浏览器"),
    ("SamsungBrowser/", "Samsung"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

fn named(agent: &str, names: &[(&str, &'static str)]) -> Option<&'static str> {
    names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
}

/// Android's tablets leave out “Mobile”; iPads call themselves a Mac unless asked for the mobile page.
fn kind(agent: &str) -> &'static str {
    let has = |sign: &str| agent.contains(sign);
    if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
        "tablet"
    } else if has("Mobile") || has("iPhone") || has("Phone") {
        "phone"
    } else {
        "desktop"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(agent: &str) -> String {
        let browser = Browser { language: "en", user_agent: Some(agent.to_owned()) };
        let told = browser.device().unwrap();
        let text = |part: &str| told[part].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", text("kind"), text("os"), text("browser"))
    }

    #[test]
    fn a_device_is_known_by_the_name_it_gives_itself() {
        for (agent, told) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0",
                "desktop Windows Edge",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
                "desktop macOS Safari",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49",
                "phone iOS 微信",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/122.0 Mobile/15E148 Safari/604.1",
                "tablet iPadOS Chrome",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Mobile Safari/537.36",
                "phone Android Chrome",
            ),
            (
                "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36",
                "tablet Android Chrome",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "desktop Linux Firefox"),
            ("curl/8", "desktop - -"),
        ] {
            assert_eq!(device(agent), told, "{agent}");
        }
        assert_eq!(Browser { language: "en", user_agent: None }.device(), None);
    }
}
