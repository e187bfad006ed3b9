//! Pictures of other sites, shown through an address of our own: agents' browsers ask no foreign host for anything.
//!
//! Only makes and checks the addresses: fetching is [`super::fetch`]'s, answering with the bytes `files::image_http`'s.

use crate::App;
use domain::id::WorkspaceId;
use domain::{Error, Result};
use url::Url;

const PURPOSE: &str = "image";

/// How a picture at `address` is shown: on our own host by its path, elsewhere by a signed address of ours. `None` for
/// what is no address of the web.
pub fn address(app: &App, workspace: WorkspaceId, address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    let own = Url::parse(&app.config.public_url).is_ok_and(|own| own.origin() == url.origin());
    if own { of_ours(&url) } else { Some(through_us(app, workspace, &url)) }
}

/// The API is no place for pictures of a page: whoever looks at it would call it with his own rights.
fn of_ours(url: &Url) -> Option<String> {
    // More than one slash would make it another host's address again.
    let path = url.path().trim_start_matches('/');
    let fits = !path.to_ascii_lowercase().starts_with("api/") && !path.contains('\\');
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    fits.then(|| format!("/{path}{query}"))
}

fn through_us(app: &App, workspace: WorkspaceId, url: &Url) -> String {
    let u: String = form_urlencoded::byte_serialize(url.as_str().as_bytes()).collect();
    format!("/api/v1/images?u={u}&sig={}", app.key.sign(PURPOSE, &claim(workspace, url.as_str())))
}

/// What a visitor of one shop named is for that shop's agents. It has no end, as the page beside an old chat has none.
fn claim(workspace: WorkspaceId, address: &str) -> String {
    format!("{workspace}\n{address}")
}

/// Only what we signed is fetched: the route is nobody's way into the network.
pub fn signed(app: &App, workspace: WorkspaceId, address: &str, signature: &str) -> Result<Url> {
    if !app.key.verifies(PURPOSE, &claim(workspace, address), signature) {
        return Err(Error::not_found());
    }
    Url::parse(address).map_err(|_| Error::not_found())
}
