//! Every URL in one table, grouped by caller; those of a channel alone are beside it. The OpenAPI document is made from it.

use crate::App;
use crate::accounts::http::{agents, groups, me, password_policy, roles, session};
use crate::audit::http as audit;
use crate::channels;
use crate::contacts::http as contacts;
use crate::conversations::{end_http as ending, http as conversations, recall, transcript, why};
use crate::files::{http as files, image_http as images};
use crate::http::{pages, shell};
use crate::inboxes::{http as inboxes, link_http as links};
use crate::phrases::http as phrases;
use crate::realtime::{agent_socket, visitor_socket};
use crate::routing::http as routing;
use crate::search::http as search;
use crate::settings::http as settings;
use crate::tags::http as tags;
use crate::workbench::http as workbench;
use axum::Router;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(info(title = "Yingke 迎客"))]
struct Document;

fn table() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        // Agents.
        .routes(routes!(session::look_at_setup))
        .routes(routes!(session::register_workspace))
        .routes(routes!(session::sign_in, session::sign_out))
        .routes(routes!(me::get_me, me::change_me))
        .routes(routes!(agents::list_agents, agents::create_agent))
        .routes(routes!(agents::get_agent, agents::change_agent, agents::delete_agent))
        .routes(routes!(agents::set_password))
        .routes(routes!(roles::list_roles, roles::create_role))
        .routes(routes!(roles::change_role, roles::delete_role))
        .routes(routes!(roles::list_permissions))
        .routes(routes!(groups::list_groups, groups::create_group))
        .routes(routes!(groups::change_group, groups::delete_group))
        .routes(routes!(password_policy::get_password_policy, password_policy::change_password_policy))
        .routes(routes!(audit::list_audit))
        .routes(routes!(agent_socket::open_socket))
        .routes(routes!(conversations::list_conversations))
        .routes(routes!(conversations::count_conversations))
        .routes(routes!(conversations::get_conversation))
        .routes(routes!(conversations::list_messages, conversations::send_message))
        .routes(routes!(conversations::transfer_conversation))
        .routes(routes!(conversations::pick_conversation))
        .routes(routes!(conversations::assign_conversation))
        .routes(routes!(ending::end_conversation))
        .routes(routes!(ending::put_summary))
        .routes(routes!(ending::put_conversation_tags))
        .routes(routes!(conversations::snooze_conversation))
        .routes(routes!(conversations::read_conversation))
        .routes(routes!(conversations::put_draft))
        .routes(routes!(recall::recall_message))
        .routes(routes!(transcript::download_transcript))
        .routes(routes!(why::explain_routing))
        .routes(routes!(routing::get_settings, routing::patch_settings))
        .routes(routes!(settings::get_shop, settings::patch_shop))
        .routes(routes!(settings::get_service, settings::patch_service))
        .routes(routes!(tags::list_tags, tags::create_tag))
        .routes(routes!(tags::change_tag, tags::delete_tag))
        .routes(routes!(phrases::list_phrases, phrases::create_phrase))
        .routes(routes!(phrases::import_phrases))
        .routes(routes!(phrases::change_phrase, phrases::delete_phrase))
        .routes(routes!(workbench::list_team))
        .routes(routes!(workbench::put_presence))
        .routes(routes!(workbench::hand_out))
        .routes(routes!(inboxes::list_inboxes, inboxes::create_inbox))
        .routes(routes!(inboxes::get_inbox, inboxes::change_inbox, inboxes::delete_inbox))
        .routes(routes!(inboxes::renew_inbox_secret))
        .routes(routes!(inboxes::get_inbox_qr_code))
        .routes(routes!(links::list_links, links::create_link))
        .routes(routes!(links::change_link, links::delete_link))
        .routes(routes!(links::get_link_qr_code))
        .routes(routes!(contacts::list_contacts))
        .routes(routes!(contacts::get_contact, contacts::edit_contact))
        .routes(routes!(contacts::mark_contact_private, contacts::unmark_contact_private))
        .routes(routes!(contacts::block_contact, contacts::unblock_contact))
        .routes(routes!(contacts::list_served_by))
        .routes(routes!(search::search_chatlog))
        .routes(routes!(images::get_image))
        // Agents and visitors.
        .routes(routes!(files::upload_file))
        .routes(routes!(files::get_file))
        // Visitors.
        .merge(channels::routes())
        .routes(routes!(visitor_socket::open_visitor_socket))
}

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    table().split_for_parts().1
}

pub fn router(app: App) -> Router {
    let (api, document) = table().split_for_parts();
    shell::around(api.merge(pages::pages(&document)), &app).with_state(app)
}
