//! Pins the whole table: a changed right shows up as a changed line of the snapshot, which a person then reviews.

use super::*;

#[test]
fn the_table_of_rights_is_the_reviewed_one() {
    let mut made =
        String::from("permission             agent superv operat financ wareho qa     audito admin  offered\n");
    for permission in Permission::ALL {
        made += &format!("{:<23}", permission.key());
        for t in TEMPLATES {
            let rights = template(t.key).unwrap();
            let held = match rights.reach(*permission) {
                Some(reach) if permission.scoped() => reach.as_str(),
                Some(_) => "yes",
                None => "-",
            };
            made += &format!("{held:<7}");
        }
        made += if permission.available() { "now\n" } else { "later\n" };
    }
    let reviewed = include_str!("reviewed.txt");
    assert!(made == reviewed, "the table changed; if that is meant, review and store it as reviewed.txt:\n{made}");
}

#[test]
fn every_line_of_the_table_is_well_formed() {
    for permission in Permission::ALL {
        let (key, mask) = (permission.key(), permission.row().mask);
        assert_eq!(Permission::parse(key), Some(*permission), "{key} is declared twice or out of order");
        assert!(
            key.split_once('.').is_some_and(|(area, action)| area == permission.area() && !action.is_empty()),
            "{key}"
        );
        let letters = if permission.scoped() { "oga." } else { "x." };
        assert!(mask.len() == TEMPLATES.len() && mask.chars().all(|c| letters.contains(c)), "{key}: {mask}");
        for wording in [permission.zh(), permission.en()] {
            assert!(!wording.label.is_empty() && wording.sentence.ends_with(['。', '.']), "{key}");
        }
    }
}

#[test]
fn the_administrator_holds_everything_and_every_other_template_less() {
    assert_eq!(template("admin").unwrap(), Grants::everything());
    for t in &TEMPLATES[..7] {
        let rights = template(t.key).unwrap();
        assert!(!rights.is_empty() && !rights.covers(&Grants::everything()), "{}", t.key);
    }
    assert!(template("supervisor").unwrap().covers(&template(DEFAULT_TEMPLATE).unwrap()));
    assert_eq!(template("owner"), None);
}

#[test]
fn what_is_owner_only_is_no_permission() {
    let names = [
        OwnerOnly::PrivateContacts,
        OwnerOnly::OwnerAccount,
        OwnerOnly::TransferOwnership,
        OwnerOnly::CloseWorkspace,
        OwnerOnly::PasswordPolicy,
    ]
    .map(|act| serde_json::to_value(act).unwrap());
    assert_eq!(
        names,
        ["private_contacts", "owner_account", "transfer_ownership", "close_workspace", "password_policy"]
    );
    for word in ["private", "owner", "close_workspace", "password_policy"] {
        assert!(Permission::ALL.iter().all(|p| !p.key().contains(word)), "{word}");
    }
}
