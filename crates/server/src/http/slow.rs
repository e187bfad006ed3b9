//! How long a peer may take for a body. Whoever is slower is refused: what he holds open costs memory and file handles.

use domain::{Code, Error, Result};
use std::time::Duration;
use tokio::time::timeout;

/// A JSON body, which has at most a megabyte.
pub const BODY_WITHIN: Duration = Duration::from_secs(60);
/// A whole upload, for 20 MB over a poor mobile line.
pub const UPLOAD_WITHIN: Duration = Duration::from_secs(15 * 60);
/// Between two pieces of an upload.
pub const PIECE_WITHIN: Duration = Duration::from_secs(30);

pub async fn bounded<T>(within: Duration, body: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(within, body).await.unwrap_or_else(|_| Err(too_slow()))
}

fn too_slow() -> Error {
    let zh = "请求内容来得太慢，已中断。";
    Error::new(Code::Invalid, zh, "The request's body came too slowly and was given up.").reason("too_slow")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_given_up_and_one_that_comes_is_taken() {
        let never = bounded::<()>(BODY_WITHIN, std::future::pending()).await.unwrap_err();
        assert_eq!(never.details.as_ref().unwrap()["reason"], "too_slow");
        assert!(bounded(BODY_WITHIN, async { Ok(()) }).await.is_ok());
    }
}
