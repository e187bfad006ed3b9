//! Typing notices: passed on, never stored.
use crate::App;
use crate::accounts::scope::Scope;
use crate::channels::web::scope::VisitorScope;
use domain::Result;
use domain::id::ConversationId;
pub async fn by_agent(_app: &App, _scope: &Scope, _id: ConversationId, _typing: bool) -> Result<()> { Ok(()) }
pub async fn by_contact(_app: &App, _scope: &VisitorScope, _typing: bool) -> Result<()> { Ok(()) }
