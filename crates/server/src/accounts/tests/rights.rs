//! Nobody gives or takes more than he holds, and nothing crosses workspaces.

use super::office::{Office, PASSWORD, Person};
use serde_json::{Value, json};

const MANAGES: &[&str] =
    &["agent.create", "agent.disable", "agent.delete", "agent.reset_password", "role.manage", "chat.view:group"];

#[tokio::test]
async fn nobody_grants_a_right_that_he_does_not_hold() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lead = office.sub(&owner, "lead", MANAGES).await;
    let roles = office.get("/roles", &owner).await.expect(200);
    let admin_role = roles["items"][7]["id"].clone();
    let new = |extra: Value| {
        let mut body = json!({"name": "lin", "password": PASSWORD});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    };
    for (extra, field) in [
        (json!({"permissions": ["audit.view"]}), "permissions"),
        (json!({"permissions": ["chat.view:all"]}), "permissions"),
        (json!({"roles": [admin_role]}), "roles"),
        (json!({}), "roles"),
    ] {
        let refusal = format!("403 forbidden {field} beyond_own_rights");
        assert_eq!(office.post("/agents", &lead, new(extra)).await.refusal(), refusal);
    }
    let lin = office.post("/agents", &lead, new(json!({"permissions": ["chat.view:own"]}))).await.expect(201);
    let path = format!("/agents/{}", lin["id"].as_str().unwrap());
    for change in [json!({"permissions": ["chat.view:all"]}), json!({"roles": [admin_role]})] {
        assert_eq!(office.patch(&path, &lead, change).await.status, 403);
    }
    assert_eq!(office.post("/roles", &lead, json!({"name": "x", "permissions": ["audit.view"]})).await.status, 403);
    let admin_role = format!("/roles/{}", admin_role.as_str().unwrap());
    assert_eq!(office.patch(&admin_role, &lead, json!({"permissions": []})).await.status, 403);
    assert_eq!(office.delete(&admin_role, &lead).await.status, 403);
    let own = format!("/agents/{}", lead.id);
    assert_eq!(
        office.patch(&own, &lead, json!({"permissions": ["chat.view:all"]})).await.status,
        403,
        "nor to himself"
    );
}

#[tokio::test]
async fn nobody_acts_on_an_account_that_holds_more() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lead = office.sub(&owner, "lead", MANAGES).await;
    let peer = office.sub(&owner, "peer", &["chat.view:all"]).await;
    let junior = office.sub(&owner, "junior", &["chat.view:own"]).await;
    let next = json!({"password": "persimmon-tree-3"});
    for (whose, reason) in [(&peer, "beyond_own_rights"), (&owner, "owner_only")] {
        let (path, password) = (format!("/agents/{}", whose.id), format!("/agents/{}/password", whose.id));
        let refusal = format!("403 forbidden - {reason}");
        assert_eq!(office.put(&password, &lead, next.clone()).await.refusal(), refusal);
        assert_eq!(office.delete(&path, &lead).await.refusal(), refusal);
        for change in
            [json!({"state": "disabled"}), json!({"permissions": []}), json!({"name": "other"}), json!({"phone": null})]
        {
            let reply = office.patch(&path, &lead, change).await;
            assert_eq!(reply.refusal(), refusal);
        }
        office.get("/me", whose).await.expect(200);
    }
    office.put(&format!("/agents/{}/password", junior.id), &lead, next).await.expect(204);
    office.patch(&format!("/agents/{}", junior.id), &lead, json!({"state": "disabled"})).await.expect(200);
    office.delete(&format!("/agents/{}", junior.id), &lead).await.expect(204);
    assert_eq!(office.delete(&format!("/agents/{}", lead.id), &lead).await.refusal(), "409 conflict - self");
}

#[tokio::test]
async fn each_part_of_an_account_has_its_own_right() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let target = office.sub(&owner, "lin", &["chat.serve"]).await;
    let (path, password) = (format!("/agents/{}", target.id), format!("/agents/{}/password", target.id));
    let acts: [(&str, &str, &str, Value); 7] = [
        ("agent.create", "PATCH", &path, json!({"nickname": "林"})),
        ("agent.capacity", "PATCH", &path, json!({"capacity": 3, "weight": 50, "takes_routing": false})),
        ("role.manage", "PATCH", &path, json!({"permissions": ["chat.serve"]})),
        ("agent.disable", "PATCH", &path, json!({"state": "active"})),
        ("agent.reset_password", "PUT", &password, json!({"password": "persimmon-tree-3"})),
        (
            "agent.create",
            "POST",
            "/agents",
            json!({"name": "made", "password": PASSWORD, "permissions": ["chat.serve"]}),
        ),
        ("agent.delete", "DELETE", &path, json!({})),
    ];
    for (i, (right, method, path, body)) in acts.into_iter().enumerate() {
        let others: Vec<&str> =
            MANAGES.iter().copied().chain(["agent.capacity", "chat.serve"]).filter(|r| *r != right).collect();
        let without = office.sub(&owner, &format!("without{i}"), &others).await;
        let with = office.sub(&owner, &format!("with{i}"), &[right, "chat.serve"]).await;
        let refused = office.call(method, path, &without.token, body.clone()).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.body["error"]["details"]["permission"]),
            (403, &json!(right)),
            "{method} {path}"
        );
        let done = office.call(method, path, &with.token, body).await;
        assert!(done.status.is_success(), "{right}: {}", done.body);
    }
}

#[tokio::test]
async fn an_ordinary_agent_sees_itself_and_no_other_account() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lin = office.sub(&owner, "lin", &["chat.serve"]).await;
    office.get(&format!("/agents/{}", lin.id), &lin).await.expect(200);
    for path in ["/agents", "/roles", "/audit", "/settings/password", &format!("/agents/{}", owner.id)] {
        office.get(path, &lin).await.expect(403);
    }
    let sees = office.sub(&owner, "sees", &["agent.create"]).await;
    let shown = office.get(&format!("/agents/{}", lin.id), &sees).await.expect(200);
    assert!(shown.get("presence").is_none() && shown.get("open_chats").is_none(), "presence has a right of its own");
    assert_eq!(office.get(&format!("/agents/{}", lin.id), &owner).await.expect(200)["presence"], "offline");
}

#[tokio::test]
async fn what_belongs_to_another_shop_does_not_exist() {
    let office = Office::start().await;
    let (here, there) = (office.shop("here").await, office.shop("there").await);
    let stranger = office.sub(&there, "lin", &["chat.serve"]).await;
    let role = office.get("/roles", &there).await.expect(200)["items"][0]["id"].as_str().unwrap().to_owned();
    let group =
        office.post("/groups", &there, json!({"name": "g"})).await.expect(201)["id"].as_str().unwrap().to_owned();
    let (agent, role_path, group_path) =
        (format!("/agents/{}", stranger.id), format!("/roles/{role}"), format!("/groups/{group}"));
    let mine = office.sub(&here, "mine", &["chat.serve"]).await;
    let mine = format!("/agents/{}", mine.id);
    let password = format!("{agent}/password");
    let tries: [(&str, &str, Value); 11] = [
        ("GET", &agent, Value::Null),
        ("PATCH", &agent, json!({"nickname": "x"})),
        ("DELETE", &agent, Value::Null),
        ("PUT", &password, json!({"password": "persimmon-tree-3"})),
        ("PATCH", &role_path, json!({"name": "x"})),
        ("DELETE", &role_path, Value::Null),
        ("PATCH", &group_path, json!({"name": "x"})),
        ("DELETE", &group_path, Value::Null),
        ("PATCH", &mine, json!({"roles": [role]})),
        ("POST", "/groups", json!({"name": "g", "agent_ids": [stranger.id]})),
        ("PATCH", &mine, json!({"state": "disabled", "hand_over": {"to": "agent", "agent_id": stranger.id}})),
    ];
    for (method, path, body) in tries {
        let reply = office.call(method, path, &here.token, body.clone()).await;
        assert_eq!(reply.status, 404, "{method} {path} {body}: {}", reply.body);
    }
    for items in ["/agents", "/audit"] {
        let list = office.get(items, &here).await.expect(200).to_string();
        assert!(!list.contains(&stranger.id) && list.contains(&here.id), "{items}");
    }
    office.get("/me", &stranger).await.expect(200);
}

#[tokio::test]
async fn without_a_session_nothing_opens() {
    let office = Office::start().await;
    office.shop("shop").await;
    let nobody = Person { id: String::new(), token: "made-up".to_owned() };
    for path in ["/me", "/agents", "/roles", "/groups", "/permissions", "/audit", "/settings/password"] {
        office.get(path, &nobody).await.expect(401);
        office.call("GET", path, "", Value::Null).await.expect(401);
    }
}

#[tokio::test]
async fn the_audit_log_hides_private_contacts_from_everybody_but_the_owner() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let reader = office.sub(&owner, "reader", &["audit.view"]).await;
    let workspace = office.get("/me", &owner).await.expect(200)["workspace"]["id"].as_str().unwrap().parse().unwrap();
    let write = |tx: &mut db::Tx| {
        let actor = crate::audit::Actor::command_line();
        let object = crate::audit::Object { kind: crate::audit::PRIVATE, id: Some(7), name: "安" };
        crate::audit::note(tx, &actor, "contact.make_private", &object, json!({}))
    };
    office.app.db.write(workspace, write).await.unwrap();
    let path = "/audit?action=contact.make_private";
    assert_eq!(office.get(path, &owner).await.expect(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(office.get(path, &reader).await.expect(200)["items"], json!([]));
    let all = office.get("/audit?limit=200", &reader).await.expect(200);
    assert!(!all.to_string().contains('安') && !all["items"].as_array().unwrap().is_empty());
}
