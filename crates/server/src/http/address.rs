//! The address of the person behind a request: the peer's, or what a trusted proxy says.

use crate::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address(pub IpAddr);

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromRequestParts<App> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer =
            parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([127, 0, 0, 1]), |info| info.0.ip());
        // Some proxies append a line of their own instead of extending the one that the client sent.
        let lines = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let forwarded = lines.collect::<Vec<_>>().join(",");
        Ok(Address(behind_proxies(peer, &forwarded, &app.config.trusted_proxies)))
    }
}

/// Walks `X-Forwarded-For` from the right as long as the hops are trusted proxies.
fn behind_proxies(peer: IpAddr, forwarded: &str, trusted: &[(IpAddr, u8)]) -> IpAddr {
    let mut address = peer;
    for hop in forwarded.rsplit(',').map(str::trim) {
        if !trusted.iter().any(|network| contains(*network, address)) {
            break;
        }
        match hop.parse() {
            Ok(next) => address = next,
            Err(_) => break,
        }
    }
    address
}

/// Whether the address lies in the network, given as address and prefix length.
pub fn contains((network, prefix): (IpAddr, u8), address: IpAddr) -> bool {
    fn same(a: u128, b: u128, bits: u32, prefix: u8) -> bool {
        let shift = bits.saturating_sub(u32::from(prefix));
        shift >= 128 || a >> shift == b >> shift
    }
    match (network, address) {
        (IpAddr::V4(n), IpAddr::V4(a)) => same(u32::from(n).into(), u32::from(a).into(), 32, prefix),
        (IpAddr::V6(n), IpAddr::V6(a)) => same(n.into(), a.into(), 128, prefix),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_count_only_behind_a_trusted_proxy() {
        let local: IpAddr = [127, 0, 0, 1].into();
        let trusted = [(local, 8)];
        assert_eq!(behind_proxies(local, "203.0.113.9", &trusted), IpAddr::from([203, 0, 113, 9]));
        assert_eq!(behind_proxies(local, "203.0.113.9", &[]), local);
        assert_eq!(behind_proxies([198, 51, 100, 1].into(), "203.0.113.9", &trusted), IpAddr::from([198, 51, 100, 1]));
        assert_eq!(behind_proxies(local, "10.9.9.9, 203.0.113.9", &trusted), IpAddr::from([203, 0, 113, 9]));
    }
}
