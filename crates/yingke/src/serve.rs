//! `yingke serve`: opens everything, answers until it is asked to stop, and ends within ten seconds.

use crate::options::Serve;
use crate::{folder, memory, world};
use domain::{Code, Error, Result};
use server::app::Registration;
use server::http::listen;
use server::http::origin::is_safe;
use server::{App, Config, routes};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

/// Requests under way get this long; together with the rest it stays below the promised ten seconds.
const FINISH_WITHIN: Duration = Duration::from_secs(6);
const SOCKETS_LEAVE_WITHIN: Duration = Duration::from_secs(1);
const DATABASE_WITHIN: Duration = Duration::from_secs(2);

pub async fn serve(options: Serve) -> Result<()> {
    // Before the address is taken: a second program on the same folder must not answer even one request.
    let _claim = folder::claim(&options.storage.data, &options.storage.database()?)?;
    let listener = listen::bind(options.listen).map_err(|error| taken(options.listen, &error))?;
    let listen = listener.local_addr().map_err(|error| taken(options.listen, &error))?;
    let app = App::open(options.config(listen)?, world::clock(), world::chance()).await?;
    app.start().await?;
    tokio::spawn(memory::give_back());
    warn(&app.config);
    tracing::info!(http.listen = %listen, http.url = %app.config.public_url, version = env!("CARGO_PKG_VERSION"), "Yingke is ready.");
    answer(listener, app).await
}

async fn answer(listener: TcpListener, app: App) -> Result<()> {
    let told = app.clone();
    let server = listen::serve(listener, routes::router(app.clone()), async move {
        asked_to_stop().await;
        tracing::info!("Stopping: requests under way are finished, sockets are told to come back.");
        told.stop();
    });
    let mut stopping = app.stopping.subscribe();
    let patience = async {
        drop(stopping.wait_for(|stop| *stop).await);
        sleep(FINISH_WITHIN).await;
    };
    tokio::select! {
        () = server => {}
        () = patience => tracing::warn!("Some requests took too long and were cut."),
    }
    close(app).await;
    Ok(())
}

/// Sockets note that they are gone, then the database finishes what waits.
async fn close(app: App) {
    let sockets_left = async {
        while app.hub.open_sockets() > 0 {
            sleep(Duration::from_millis(10)).await;
        }
        sleep(Duration::from_millis(100)).await;
    };
    drop(timeout(SOCKETS_LEAVE_WITHIN, sockets_left).await);
    if timeout(DATABASE_WITHIN, app.db.clone().close()).await.is_err() {
        tracing::warn!("The database was still busy; what was acknowledged is stored.");
    }
    tracing::info!("Stopped.");
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        // Signals that cannot be heard end the process in the system's own way.
        _ => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn taken(listen: SocketAddr, error: &std::io::Error) -> Error {
    Error::new(
        Code::Unavailable,
        format!("无法监听 {listen}：地址可能已被占用，或没有权限。"),
        format!("Cannot listen on {listen}: it may be in use, or not permitted."),
    )
    .internal(error.to_string())
}

fn warn(config: &Config) {
    if !is_safe(&config.public_url) {
        tracing::warn!(
            http.url = %config.public_url,
            "The public URL is plain HTTP: anybody on the way can read along, desktop notifications do not work, and \
             HTTPS shops cannot embed the chat. Put HTTPS in front and give --public-url https://…"
        );
    }
    if config.registration == Registration::Open {
        tracing::warn!("Anybody who can open the public URL may register a workspace (--registration open).");
    }
}
