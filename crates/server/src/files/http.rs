//! Uploading and fetching files.

use super::attach::Attachment;
use super::link::{self, FileViewer};
use super::read::{self, Stored};
use super::typed;
use super::upload::{self, ENVELOPE, LARGEST, Uploader};
use crate::App;
use crate::http::address::Address;
use crate::http::{Agent, Answer, Failure, Params, Visitor};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::FileId;
use domain::permission::Permission;
use domain::{Code, Error, Result};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;
use utoipa::{IntoParams, ToSchema};

/// An uploaded file: its id goes into `attachment_ids` of one message.
#[derive(Serialize, ToSchema)]
pub struct NewFile {
    #[serde(flatten)]
    pub file: Attachment,
    /// Relative; good for 24 hours and as long as the rights last.
    pub url: String,
}

/// What the API document says of the form.
#[derive(ToSchema)]
pub struct UploadForm {
    #[schema(value_type = String, format = Binary)]
    pub file: String,
}

/// Uploads a file (field `file`, at most 20 MB) for a message to come.
#[utoipa::path(post, path = "/api/v1/files", tag = "files",
    request_body(content = UploadForm, content_type = "multipart/form-data"), responses((status = 201, body = NewFile)))]
pub async fn upload_file(State(app): State<App>, uploader: Uploader, request: Request) -> Answer<impl IntoResponse> {
    let mut request = request;
    DefaultBodyLimit::max(LARGEST as usize + ENVELOPE).apply(&mut request);
    let form = Multipart::from_request(request, &()).await.map_err(|_| upload::missing())?;
    let file = upload::upload(&app, uploader, form).await?;
    let url = link::url(&app, file.id, uploader.who);
    Ok((StatusCode::CREATED, Json(NewFile { file, url })))
}

impl FromRequestParts<App> for Uploader {
    type Rejection = Failure;

    /// A visitor by its bearer token, else an agent. Visitors come under the limit of their messages.
    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Result<Self, Failure> {
        match Visitor::from_request_parts(parts, app).await {
            Ok(Visitor(scope)) => {
                app.limits.visitor_messages.take(&scope.contact)?;
                let Ok(from) = Address::from_request_parts(parts, app).await;
                let who = FileViewer::Contact(scope.contact);
                Ok(Uploader { workspace: scope.workspace, who, from: Some(from) })
            }
            Err(Failure(error)) if error.code == Code::Unauthorized => {
                let Agent(scope) = Agent::from_request_parts(parts, app).await?;
                scope.need_any(&[Permission::ChatServe, Permission::ChatWatch])?;
                Ok(Uploader { workspace: scope.workspace, who: FileViewer::Agent(scope.agent), from: None })
            }
            Err(failure) => Err(failure),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Signed {
    sig: String,
    exp: i64,
    viewer: String,
}

/// The bytes of a file. The address comes from a message or an upload; it is signed for one viewer.
#[utoipa::path(get, path = "/api/v1/files/{id}", tag = "files", params(("id" = String, Path), Signed),
    responses((status = 200, description = "The file; anything but a picture as a download.", content_type = "application/octet-stream")))]
pub async fn get_file(
    State(app): State<App>,
    Path(id): Path<FileId>,
    Params(q): Params<Signed>,
    headers: HeaderMap,
) -> Answer<Response> {
    let viewer: FileViewer = q.viewer.parse()?;
    link::check(&app.key, id, viewer, q.exp, &q.sig, app.now())?;
    let stored = app.db.read(move |reader| read::find(reader, id, viewer)).await?;
    let tag = format!("\"{id}\"");
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let mut response = Body::from_stream(chunks(app.storage.read(&stored.storage_key).await?)).into_response();
    describe(response.headers_mut(), &stored, &tag)?;
    Ok(response)
}

/// Only pictures are shown in place; the sandbox holds even if a browser thinks otherwise of the bytes.
fn describe(headers: &mut HeaderMap, stored: &Stored, tag: &str) -> Result<()> {
    let way = if typed::is_picture(&stored.r#type) { "inline" } else { "attachment" };
    let disposition = format!("{way}; filename*=UTF-8''{}", super::name::in_header(&stored.name));
    let lines = [
        (header::CONTENT_TYPE, stored.r#type.clone()),
        (header::CONTENT_LENGTH, stored.size.to_string()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::ETAG, tag.to_owned()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    for (name, text) in lines {
        headers.insert(name, HeaderValue::from_str(&text).map_err(|error| Error::internal_error(error.to_string()))?);
    }
    Ok(())
}

fn chunks(file: tokio::fs::File) -> impl stream::Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut chunk = Vec::with_capacity(64 << 10);
        let read = (&mut file).take(64 << 10).read_to_end(&mut chunk).await?;
        Ok((read > 0).then(|| (Bytes::from(chunk), file)))
    })
}
