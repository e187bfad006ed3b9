//! A connection to a host that somebody named: looked up once, looked at, then connected to exactly there.

use super::guard;
use domain::{Error, Result};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Host;

/// Networks beyond the public ones that may be reached, as (address, prefix length).
pub type Allowed = [(IpAddr, u8)];

/// `unavailable` when it cannot be reached, and just so when it must not be: whoever named it learns nothing of the
/// network that we stand in.
pub async fn tcp(host: &Host<&str>, port: u16, allowed: &Allowed) -> Result<TcpStream> {
    let addresses = look_up(host, port).await?;
    // All of them: a name that leads to a public and to a private address is somebody's trick.
    if let Some(closed) = addresses.iter().find(|address| !guard::may_reach(address.ip(), allowed)) {
        return Err(Error::unavailable(format!("{host} leads to {}, which is not public", closed.ip())));
    }
    if addresses.iter().any(|address| !guard::may_knock(*address, allowed)) {
        return Err(Error::unavailable(format!("port {port} of {host} is no port of the web")));
    }
    let mut refused = Error::unavailable(format!("{host} has no address"));
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => refused = Error::unavailable(format!("{address}: {error}")),
        }
    }
    Err(refused)
}

async fn look_up(host: &Host<&str>, port: u16) -> Result<Vec<SocketAddr>> {
    match host {
        Host::Ipv4(v4) => Ok(vec![SocketAddr::from((*v4, port))]),
        Host::Ipv6(v6) => Ok(vec![SocketAddr::from((*v6, port))]),
        Host::Domain(name) => {
            let found = lookup_host((*name, port)).await;
            Ok(found.map_err(|error| Error::unavailable(format!("{name}: {error}")))?.collect())
        }
    }
}

/// The roots that browsers trust, compiled in: containers often have none of their own.
static TLS: LazyLock<TlsConnector> = LazyLock::new(|| {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    // Fails for a provider without the default versions, and ring has both.
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap_or_else(|_| unreachable!("ring speaks TLS 1.2 and 1.3"));
    TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
});

/// The same, proven to be that host.
pub async fn tls(host: &Host<&str>, stream: TcpStream) -> Result<TlsStream<TcpStream>> {
    let name = match host {
        Host::Domain(name) => ServerName::try_from((*name).to_owned()),
        Host::Ipv4(v4) => Ok(ServerName::from(IpAddr::V4(*v4))),
        Host::Ipv6(v6) => Ok(ServerName::from(IpAddr::V6(*v6))),
    };
    let name = name.map_err(|_| Error::unavailable(format!("{host} is no name of a server")))?;
    TLS.connect(name, stream).await.map_err(|error| Error::unavailable(format!("TLS with {host}: {error}")))
}
