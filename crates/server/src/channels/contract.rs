//! What every channel keeps to. The tests run for each member of [`Channels::all`], so a new one is held to them at once.

use super::{Channel, Channels, Door};
use domain::id::InboxId;
use serde_json::{Map, json};

fn each(check: impl Fn(&dyn Channel)) {
    let channels = Channels::all();
    assert!(channels.iter().count() > 0);
    channels.iter().for_each(check);
}

#[test]
fn a_channel_is_found_by_its_kind_and_by_no_other() {
    let channels = Channels::all();
    for channel in channels.iter() {
        assert_eq!(channels.get(channel.kind()).unwrap().kind(), channel.kind());
        assert!(channel.kind().bytes().all(|c| c.is_ascii_lowercase()), "{}", channel.kind());
        assert_eq!(channels.iter().filter(|other| other.kind() == channel.kind()).count(), 1);
    }
    assert_eq!(channels.get("pigeon").err().unwrap().field.as_deref(), Some("kind"));
}

#[test]
fn settings_in_normal_form_stay_as_they_are() {
    each(|channel| {
        let once = channel.check_settings(Map::new()).unwrap();
        let again = channel.check_settings(once.as_object().unwrap().clone()).unwrap();
        assert_eq!(once, again, "{}", channel.kind());
    });
}

#[test]
fn an_inbox_says_nothing_by_itself_unless_it_is_set_to() {
    each(|channel| {
        let texts = channel.automatic(&channel.check_settings(Map::new()).unwrap()).unwrap();
        assert_eq!((texts.welcome, texts.off_hours, texts.no_answer), (None, None, None), "{}", channel.kind());
        assert!(texts.questions.is_empty(), "{}", channel.kind());
    });
}

#[test]
fn an_unknown_setting_is_refused_by_name() {
    each(|channel| {
        let settings = json!({ "no_such_setting": 1 }).as_object().unwrap().clone();
        let error = channel.check_settings(settings).unwrap_err();
        assert_eq!(error.field.as_deref(), Some("settings.no_such_setting"), "{}", channel.kind());
    });
}

#[test]
fn every_door_of_a_channel_with_pages_has_its_own() {
    each(|channel| {
        let Some(inbox) = channel.page(Door::Inbox(InboxId(1))) else { return };
        let link = channel.page(Door::Link("k3y")).unwrap();
        assert_ne!(inbox, channel.page(Door::Inbox(InboxId(2))).unwrap());
        assert_ne!(inbox, link);
        assert!([inbox, link].iter().all(|page| page.starts_with('/')), "{}", channel.kind());
    });
}

#[test]
fn a_reply_window_is_a_span_of_time() {
    each(|channel| assert!(channel.abilities().reply_window_seconds.is_none_or(|seconds| seconds > 0)));
}
