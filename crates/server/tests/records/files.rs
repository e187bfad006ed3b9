//! Uploading, and what becomes of a file that nobody sends.

use crate::desk::{Chat, Desk};
use crate::on_both;
use domain::id::FileId;
use reqwest::{Method, StatusCode};
use server::files::forget::forget_unused_file;
use server::files::link::FileViewer;

pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";

pub fn id_of(file: &serde_json::Value) -> FileId {
    file["id"].as_str().expect("an id").parse().expect("a file's id")
}

on_both! {
    async fn a_file_is_typed_by_its_bytes_and_only_pictures_are_shown(desk: Desk) {
        let lin = desk.colleague("小林", &["chat.serve"]).await;
        let (status, picture) = desk.upload(&lin.token, "../茶.png", PNG.to_vec()).await;
        assert_eq!(status, StatusCode::CREATED, "{picture}");
        assert_eq!((&picture["name"], &picture["type"], &picture["size"]), (&"茶.png".into(), &"image/png".into(), &PNG.len().into()));
        let answer = desk.fetch(picture["url"].as_str().expect("an address")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "image/png");
        assert!(answer.headers()["content-disposition"].to_str().expect("text").starts_with("inline"));
        assert_eq!(answer.bytes().await.expect("bytes"), PNG);

        let (_, page) = desk.upload(&lin.token, "猫.png", b"<html><script>alert(1)</script>".to_vec()).await;
        let answer = desk.fetch(page["url"].as_str().expect("an address")).await;
        assert_eq!(answer.headers()["content-type"], "application/octet-stream");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers()["content-security-policy"], "default-src 'none'; sandbox");
        assert!(answer.headers()["content-disposition"].to_str().expect("text").starts_with("attachment"));
    }

    async fn what_is_too_large_or_empty_or_from_a_stranger_is_refused(desk: Desk) {
        let lin = desk.colleague("小林", &["chat.serve"]).await;
        let reader = desk.colleague("审计", &["chat.view:all"]).await;
        let most = 20 << 20;
        assert_eq!(desk.upload(&lin.token, "a.bin", vec![1; most]).await.0, StatusCode::CREATED);
        let (status, error) = desk.upload(&lin.token, "a.bin", vec![1; most + 1]).await;
        assert_eq!((status, &error["error"]["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &"too_large".into()));
        assert_eq!(desk.upload(&lin.token, "a.bin", vec![]).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(desk.upload(&reader.token, "a.bin", vec![1]).await.0, StatusCode::FORBIDDEN);
        assert_eq!(desk.upload("stranger", "a.bin", vec![1]).await.0, StatusCode::UNAUTHORIZED);
        let (status, error) = desk.ask(&lin.token, Method::POST, "/files", Some(serde_json::json!({}))).await;
        assert_eq!((status, &error["error"]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &"file".into()));
    }

    async fn a_visitor_uploads_too_but_does_not_hoard(desk: Desk) {
        let ann = desk.customer("安安").await;
        for _ in 0..30 {
            assert_eq!(desk.upload(&ann.token, "照片.png", PNG.to_vec()).await.0, StatusCode::CREATED);
        }
        assert_eq!(desk.upload(&ann.token, "照片.png", PNG.to_vec()).await.0, StatusCode::TOO_MANY_REQUESTS);
        let bob = desk.customer("阿宝").await;
        assert_eq!(desk.upload(&bob.token, "照片.png", PNG.to_vec()).await.0, StatusCode::CREATED);
    }

    async fn visitors_at_one_address_fill_only_so_much_in_a_day(desk: Desk) {
        let (ann, bob) = (desk.customer("安安").await, desk.customer("阿宝").await);
        for customer in [&ann, &bob] {
            assert_eq!(desk.upload(&customer.token, "a.bin", vec![1; 20 << 20]).await.0, StatusCode::CREATED);
        }
        let (status, error) = desk.upload(&ann.token, "a.bin", vec![1; 2 << 20]).await;
        assert_eq!((status, &error["error"]["code"]), (StatusCode::TOO_MANY_REQUESTS, &"too_many".into()));
        let lin = desk.colleague("小林", &["chat.serve"]).await;
        assert_eq!(desk.upload(&lin.token, "a.bin", vec![1; 2 << 20]).await.0, StatusCode::CREATED, "agents are not counted");
    }

    async fn what_was_never_sent_is_gone_after_a_day(desk: Desk) {
        let ann = desk.customer("安安").await;
        let chat = desk.chat(&ann, Chat::default()).await;
        let (sent, unsent) = (desk.upload(&ann.token, "a.png", PNG.to_vec()).await.1, desk.upload(&ann.token, "b.png", PNG.to_vec()).await.1);
        desk.wrote(chat, "file", "", Some((FileViewer::Contact(ann.id), id_of(&sent)))).await.expect("a message");
        desk.later(24 * 3600 - 1);
        assert!(desk.app.db.claim_jobs(10).await.expect("jobs").is_empty());
        desk.later(1);
        let jobs = desk.app.db.claim_jobs(10).await.expect("jobs");
        assert_eq!(jobs.len(), 2);
        for job in jobs.iter().chain(&jobs) {
            forget_unused_file(&desk.app, job.workspace, &job.payload, job.due_at).await.expect("the job runs, and again");
        }
        let address = |file| server::files::link::url(&desk.app, id_of(file), FileViewer::Contact(ann.id));
        assert_eq!(desk.fetch(&address(&sent)).await.status(), StatusCode::OK);
        assert_eq!(desk.fetch(&address(&unsent)).await.status(), StatusCode::NOT_FOUND);
        let folder = desk.app.storage.folder();
        let shelves = std::fs::read_dir(folder).expect("the folder").flatten().filter(|entry| entry.file_name().len() == 2);
        let kept: usize = shelves.map(|shelf| std::fs::read_dir(shelf.path()).expect("a shelf").count()).sum();
        assert_eq!(kept, 1);
    }
}
