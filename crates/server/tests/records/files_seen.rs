//! Whose file it is, and who may open it: asked again at every GET.

use crate::desk::{Chat, Desk};
use crate::files::{PNG, id_of};
use crate::on_both;
use domain::Code;
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::files::forget::forget_unused_file;
use server::files::link::{FileViewer, url};

on_both! {
    async fn a_file_goes_into_one_message_of_its_uploader(desk: Desk) {
        let lin = desk.colleague("小林", &["chat.serve"]).await;
        let ann = desk.customer("安安").await;
        let chat = desk.chat(&ann, Chat::default()).await;
        let file = id_of(&desk.upload(&ann.token, "a.png", PNG.to_vec()).await.1);
        let stolen = desk.wrote(chat, "file", "", Some((FileViewer::Agent(lin.id), file))).await;
        assert_eq!(stolen.expect_err("it is not Lin's").code, Code::NotFound);
        desk.wrote(chat, "file", "", Some((FileViewer::Contact(ann.id), file))).await.expect("a message");
        let again = desk.wrote(chat, "file", "", Some((FileViewer::Contact(ann.id), file))).await;
        assert_eq!(again.expect_err("it was sent").code, Code::Conflict);
    }

    async fn an_address_opens_the_file_for_whoever_may_see_the_conversation_now(desk: Desk) {
        let lin = desk.colleague("小林", &["chat.serve", "chat.view:own"]).await;
        let mei = desk.colleague("小美", &["chat.serve", "chat.view:own"]).await;
        let auditor = desk.colleague("审计", &["chatlog.view:all"]).await;
        let (ann, bob) = (desk.customer("安安").await, desk.customer("阿宝").await);
        let chat = desk.chat(&ann, Chat { assignee: Some(lin.id), ..Chat::default() }).await;
        let file = id_of(&desk.upload(&ann.token, "a.png", PNG.to_vec()).await.1);
        desk.wrote(chat, "file", "", Some((FileViewer::Contact(ann.id), file))).await.expect("a message");
        let status = async |viewer| desk.fetch(&url(&desk.app, file, viewer)).await.status();
        assert_eq!(status(FileViewer::Agent(lin.id)).await, StatusCode::OK);
        assert_eq!(status(FileViewer::Agent(auditor.id)).await, StatusCode::OK);
        assert_eq!(status(FileViewer::Agent(mei.id)).await, StatusCode::NOT_FOUND);
        assert_eq!(status(FileViewer::Contact(ann.id)).await, StatusCode::OK);
        assert_eq!(status(FileViewer::Contact(bob.id)).await, StatusCode::NOT_FOUND);
        desk.dismiss(lin.id).await;
        assert_eq!(status(FileViewer::Agent(lin.id)).await, StatusCode::NOT_FOUND);
        desk.run("update messages set state = 'recalled' where conversation_id = $1", vec![chat.into()]).await;
        assert_eq!(status(FileViewer::Contact(ann.id)).await, StatusCode::NOT_FOUND);
    }

    async fn the_files_of_a_message_that_is_taken_back_are_nobodys_and_then_gone(desk: Desk) {
        let lin = desk.colleague("小林", &["chat.serve", "chat.view:own", "chat.recall"]).await;
        let ann = desk.customer("安安").await;
        let chat = desk.chat(&ann, Chat { assignee: Some(lin.id), ..Chat::default() }).await;
        let file = id_of(&desk.upload(&lin.token, "a.png", PNG.to_vec()).await.1);
        desk.run("update conversations set status = 'open', ended_at = null where id = $1", vec![chat.into()]).await;
        let body = json!({"client_id": "1", "kind": "file", "attachment_ids": [file]});
        let (_, sent) = desk.ask(&lin.token, Method::POST, &format!("/conversations/{chat}/messages"), Some(body)).await;
        let status = async |viewer| desk.fetch(&url(&desk.app, file, viewer)).await.status();
        assert_eq!(status(FileViewer::Contact(ann.id)).await, StatusCode::OK, "{sent}");
        let recall = format!("/conversations/{chat}/messages/{}/recall", sent["id"].as_str().expect("an id"));
        let (_, recalled) = desk.ask(&lin.token, Method::POST, &recall, None).await;
        assert_eq!((&recalled["state"], &recalled["attachments"]), (&json!("recalled"), &json!([])));
        for viewer in [FileViewer::Contact(ann.id), FileViewer::Agent(lin.id)] {
            assert_eq!(status(viewer).await, StatusCode::NOT_FOUND);
        }
        let jobs = desk.app.db.claim_jobs(10).await.expect("jobs");
        assert_eq!(jobs.len(), 1, "it is not kept for a day");
        for job in jobs.iter().chain(&jobs) {
            forget_unused_file(&desk.app, job.workspace, &job.payload, job.due_at).await.expect("the job runs, and again");
        }
        let shelves = std::fs::read_dir(desk.app.storage.folder()).expect("the folder").flatten();
        let shelves = shelves.filter(|entry| entry.file_name().len() == 2);
        let kept: usize = shelves.map(|shelf| std::fs::read_dir(shelf.path()).expect("a shelf").count()).sum();
        assert_eq!(kept, 0, "nor are its bytes");
    }

    async fn a_visitor_does_not_open_what_belongs_to_a_note(desk: Desk) {
        let lin = desk.colleague("小林", &["chat.serve", "chat.view:own"]).await;
        let ann = desk.customer("安安").await;
        let chat = desk.chat(&ann, Chat { assignee: Some(lin.id), ..Chat::default() }).await;
        let file = id_of(&desk.upload(&lin.token, "a.png", PNG.to_vec()).await.1);
        desk.wrote(chat, "note", "", Some((FileViewer::Agent(lin.id), file))).await.expect("a note");
        assert_eq!(desk.fetch(&url(&desk.app, file, FileViewer::Agent(lin.id))).await.status(), StatusCode::OK);
        assert_eq!(desk.fetch(&url(&desk.app, file, FileViewer::Contact(ann.id))).await.status(), StatusCode::NOT_FOUND);
    }

    async fn an_address_that_was_changed_or_is_old_opens_nothing(desk: Desk) {
        let (ann, bob) = (desk.customer("安安").await, desk.customer("阿宝").await);
        let (_, file) = desk.upload(&ann.token, "a.png", PNG.to_vec()).await;
        let address = file["url"].as_str().expect("an address");
        let status = async |address: &str| desk.fetch(address).await.status();
        assert_eq!(status(address).await, StatusCode::OK);
        let (ann, bob) = (format!("viewer=c{}", ann.id), format!("viewer=c{}", bob.id));
        assert!(address.contains(&ann));
        assert_eq!(status(&address.replace(&ann, &bob)).await, StatusCode::NOT_FOUND);
        assert_eq!(status(&address.replace("exp=1", "exp=2")).await, StatusCode::NOT_FOUND);
        assert_eq!(status(&address.replace("sig=", "sig=A")).await, StatusCode::NOT_FOUND);
        let bare = address.split('?').next().expect("a path");
        assert_eq!(status(bare).await, StatusCode::UNPROCESSABLE_ENTITY);
        desk.later(24 * 3600);
        assert_eq!(status(address).await, StatusCode::NOT_FOUND);
    }
}
