//! The page a visitor is on, as his browser tells it: shown beside the chat, so only what can be shown safely is kept.

use super::browser::Browser;
use crate::App;
use crate::outbound::picture;
use domain::id::WorkspaceId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VisitedPage {
    pub url: Option<String>,
    pub title: Option<String>,
    pub referrer: Option<String>,
    /// The browser's, such as `Asia/Shanghai`.
    pub timezone: Option<String>,
    /// Width and height, such as `390x844`.
    pub screen: Option<String>,
    /// What the page offers.
    pub product: Option<Product>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Product {
    pub title: String,
    pub image: Option<String>,
    /// As it is to be shown, with its currency.
    pub price: Option<String>,
    pub link: Option<String>,
}

const LONGEST_URL: usize = 2_000;
const LONGEST_TEXT: usize = 300;
const LONGEST_PRODUCT: usize = 200;
const LONGEST_PRICE: usize = 40;

/// The page together with what the browser says of itself.
pub fn describe(app: &App, workspace: WorkspaceId, page: VisitedPage, browser: &Browser) -> Value {
    let page = page.tidied();
    let product = page.product.map(|product| {
        let image = product.image.and_then(|image| picture::address(app, workspace, &image));
        Product { image, ..product }
    });
    json!({
        "url": page.url,
        "title": page.title,
        "referrer": page.referrer,
        "language": browser.language,
        "user_agent": browser.user_agent,
        "device": browser.device(),
        "timezone": page.timezone,
        "screen": page.screen,
        "product": product,
    })
}

impl VisitedPage {
    /// What can be shown of it. Too much is cut, not refused: it must not cost a message.
    pub fn tidied(self) -> VisitedPage {
        VisitedPage {
            url: web_address(self.url),
            title: short(self.title, LONGEST_TEXT),
            referrer: web_address(self.referrer),
            timezone: self.timezone.filter(|zone| is_zone(zone)),
            screen: self.screen.filter(|screen| is_screen(screen)),
            product: self.product.and_then(offer),
        }
    }
}

/// Without a title there is nothing to show.
fn offer(product: Product) -> Option<Product> {
    Some(Product {
        title: short(Some(product.title), LONGEST_PRODUCT)?,
        image: web_address(product.image),
        price: short(product.price, LONGEST_PRICE),
        link: web_address(product.link),
    })
}

fn short(text: Option<String>, most: usize) -> Option<String> {
    text.map(|text| text.trim().chars().take(most).collect::<String>()).filter(|text| !text.is_empty())
}

/// Agents click on it, so it is an address of the web or nothing.
fn web_address(text: Option<String>) -> Option<String> {
    short(text, LONGEST_URL).filter(|text| text.starts_with("https://") || text.starts_with("http://"))
}

/// By its form: a zone that only the browser knows does no harm, the workbench shows no time then.
fn is_zone(text: &str) -> bool {
    let known = |c: u8| c.is_ascii_alphanumeric() || b"/_+-".contains(&c);
    (1..=64).contains(&text.len()) && text.bytes().all(known)
}

fn is_screen(text: &str) -> bool {
    let side = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit());
    text.split_once('x').is_some_and(|(width, height)| side(width) && side(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_runs_something_is_not_kept() {
        assert_eq!(web_address(Some("javascript:alert(1)".into())), None);
        assert_eq!(web_address(Some(String::new())), None);
        assert_eq!(web_address(Some(" https://shop.example/茶 ".into())).as_deref(), Some("https://shop.example/茶"));
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let kept = web_address(Some(format!("https://shop.example/{}", "x".repeat(9_000))));
        assert_eq!(kept.map(|kept| kept.len()), Some(LONGEST_URL));
        assert_eq!(short(Some(" 红茶 ".into()), 1).as_deref(), Some("红"));
    }

    #[test]
    fn a_zone_and_a_screen_look_like_such() {
        assert!(["Asia/Shanghai", "UTC", "Etc/GMT+8"].iter().all(|zone| is_zone(zone)));
        assert!(["", "<b>", "Asia/上海", &"x".repeat(65)].iter().all(|zone| !is_zone(zone)));
        assert!(is_screen("390x844"));
        assert!(["390", "390x", "x844", "390x844x1", "-1x5", "123456x1"].iter().all(|screen| !is_screen(screen)));
    }
}
