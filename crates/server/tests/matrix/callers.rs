//! The columns: every kind of caller, from nobody to the owner of another shop.

/// How a caller comes to be.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Sends no token.
    Nobody,
    /// Sends a token that was never given.
    Garbage,
    /// Sends the token of an account that has been disabled since.
    Disabled,
    /// A visitor of our shop.
    Visitor,
    /// A visitor of the other shop.
    Stranger,
    /// A sub-account with the role made from this template.
    Template(&'static str),
    /// A sub-account with exactly these rights.
    Rights(&'static [&'static str]),
    Owner,
    /// The owner of the other shop.
    Rival,
}

pub struct Column {
    pub name: &'static str,
    /// At most four letters, for the head of the table.
    pub short: &'static str,
    pub kind: Kind,
}

const fn column(name: &'static str, short: &'static str, kind: Kind) -> Column {
    Column { name, short, kind }
}

/// Manages accounts, and holds none of the rights that the accounts hold.
const PERSONNEL: &[&str] = &[
    "agent.create",
    "agent.disable",
    "agent.delete",
    "agent.reset_password",
    "role.manage",
    "agent.capacity",
    "agent.presence_set",
];

/// Everything about conversations, no farther than the own group.
const LEADS: &[&str] = &[
    "chat.serve",
    "chat.end",
    "chat.view:group",
    "chatlog.view:group",
    "chat.transfer:group",
    "chat.assign:group",
    "contact.view:group",
    "contact.edit:group",
];

pub const COLUMNS: [Column; 19] = [
    column("nobody", "nob", Kind::Nobody),
    column("garbage", "garb", Kind::Garbage),
    column("disabled", "dis", Kind::Disabled),
    column("visitor", "vis", Kind::Visitor),
    column("stranger", "str", Kind::Stranger),
    column("idle", "idle", Kind::Rights(&["report.view:own"])),
    column("personnel", "pers", Kind::Rights(PERSONNEL)),
    column("lead", "lead", Kind::Rights(LEADS)),
    column("archivist", "arch", Kind::Rights(&["chatlog.view:all"])),
    column("agent", "agt", Kind::Template("agent")),
    column("supervisor", "sup", Kind::Template("supervisor")),
    column("operations", "ops", Kind::Template("operations")),
    column("finance", "fin", Kind::Template("finance")),
    column("warehouse", "ware", Kind::Template("warehouse")),
    column("quality", "qa", Kind::Template("qa")),
    column("auditor", "aud", Kind::Template("auditor")),
    column("admin", "adm", Kind::Template("admin")),
    column("owner", "own", Kind::Owner),
    column("rival", "riv", Kind::Rival),
];

impl Column {
    /// Has an account in our shop that works.
    pub fn is_ours(&self) -> bool {
        matches!(self.kind, Kind::Template(_) | Kind::Rights(_) | Kind::Owner)
    }
}
