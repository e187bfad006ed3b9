//! What the very first page must know: may somebody register here, and is the connection safe?

use super::store::workspaces;
use crate::App;
use crate::app::Registration;
use domain::{Code, Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct Setup {
    /// `open`, `first` or `closed`.
    pub registration: &'static str,
    pub can_register: bool,
    /// Nobody has registered yet.
    pub empty: bool,
    /// Browsers treat the public address as safe: HTTPS, or this machine.
    pub secure: bool,
    pub public_url: String,
    pub version: &'static str,
}

pub async fn look(app: &App) -> Result<Setup> {
    let empty = !app.db.read(|q| workspaces::any(q)).await?;
    Ok(Setup {
        registration: match app.config.registration {
            Registration::Open => "open",
            Registration::First => "first",
            Registration::Closed => "closed",
        },
        can_register: may_register(app.config.registration, empty).is_ok(),
        empty,
        secure: app.config.is_https() || is_this_machine(&app.config.public_url),
        public_url: app.config.public_url.clone(),
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// After the first workspace registration is closed, unless the operator opened it (ACC-1).
pub fn may_register(registration: Registration, empty: bool) -> Result<()> {
    match registration {
        Registration::Open => Ok(()),
        Registration::First if empty => Ok(()),
        Registration::First | Registration::Closed => Err(Error::new(
            Code::Forbidden,
            "这里不开放注册，请联系管理员。",
            "Registration is closed here; please ask the operator.",
        )
        .reason("registration_closed")),
    }
}

fn is_this_machine(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let host = host.strip_prefix('[').map_or_else(|| host.split(':').next(), |v6| v6.split(']').next());
    matches!(host, Some("localhost" | "127.0.0.1" | "::1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_workspace_may_be_registered_and_then_the_door_closes() {
        assert!(may_register(Registration::First, true).is_ok());
        assert!(may_register(Registration::First, false).is_err());
        assert!(may_register(Registration::Open, false).is_ok() && may_register(Registration::Closed, true).is_err());
    }

    #[test]
    fn this_machine_counts_as_safe_and_a_neighbour_does_not() {
        for url in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080/desk"] {
            assert!(is_this_machine(url), "{url}");
        }
        assert!(!is_this_machine("http://192.168.1.5:8080") && !is_this_machine("http://localhost.example"));
    }
}
