//! The table of permissions (spec §2.1): every right is declared here once, and nowhere else.
//!
//! The server check, the settings page, the templates and the permission test are all made from these lines. The mask
//! holds one letter per template, in the order of [`TEMPLATES`](super::TEMPLATES): `o` own, `g` group, `a` all, `x` held
//! (a right without scope), `.` not held. Where the specification abbreviates, a comment says how it was read.

use serde::Serialize;

/// Whether a right can be narrowed to one's own objects or those of one's groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scoping {
    Scoped,
    Plain,
}

/// Whether the feature exists already; the settings page shows only rights that do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Live,
    Later,
}

/// A label and one sentence, in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Wording {
    pub label: &'static str,
    pub sentence: &'static str,
}

pub(super) struct Row {
    pub key: &'static str,
    pub scoping: Scoping,
    pub stage: Stage,
    pub mask: &'static str,
    pub zh: Wording,
    pub en: Wording,
}

macro_rules! table {
    ($($name:ident $key:literal $scoping:ident $stage:ident $mask:literal
        $zh:literal $zh_sentence:literal $en:literal $en_sentence:literal;)*) => {
        /// A single right. Its order is that of the table, which is also the order of every list shown to people.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($name),* }

        impl Permission {
            pub const ALL: &'static [Permission] = &[$(Permission::$name),*];
        }

        pub(super) const TABLE: &[Row] = &[$(Row {
            key: $key,
            scoping: Scoping::$scoping,
            stage: Stage::$stage,
            mask: $mask,
            zh: Wording { label: $zh, sentence: $zh_sentence },
            en: Wording { label: $en, sentence: $en_sentence },
        }),*];
    };
}

// Mask columns: 客服 主管 运营 财务 仓库 质检 审计 管理员. A cell that says "a" or "all" for a whole row gives every right of
// that row, with the widest reach where the right has one.
table! {
    ChatServe "chat.serve" Plain Live "xx.....x"
        "接待客户" "在自己接待的会话里回复客户、写备注、发文件。"
        "Serve customers" "Answer, write notes and send files in one's own conversations.";
    ChatEnd "chat.end" Plain Live "xx.....x"
        "结束会话" "结束自己正在接待的会话。"
        "End conversations" "End the conversations one is serving.";
    ChatRecall "chat.recall" Plain Live "xx.....x"
        "撤回消息" "撤回自己刚发出的消息。"
        "Recall messages" "Take back a message one has just sent.";
    ChatView "chat.view" Scoped Live "oa...a.a"
        "查看会话" "查看正在进行的会话及其消息。"
        "View conversations" "See conversations that are going on, with their messages.";
    ChatlogView "chatlog.view" Scoped Live "oa...a.a"
        "查看聊天记录" "搜索和查看历史聊天记录。"
        "View the chat log" "Search and read past conversations.";
    ChatTransfer "chat.transfer" Scoped Live "oa.....a"
        "转交会话" "把会话转交给其他客服或客服组。"
        "Transfer conversations" "Hand a conversation to another agent or group.";
    ChatAssign "chat.assign" Scoped Live ".a.....a"
        "分配会话" "把会话指定给某位客服或某个客服组。"
        "Assign conversations" "Give a conversation to a chosen agent or group.";
    ChatTakeOver "chat.take_over" Scoped Live ".a.....a"
        "接管会话" "把同事正在接待的会话接过来自己接待。"
        "Take over conversations" "Take over a conversation that a colleague is serving.";
    ChatWatch "chat.watch" Scoped Live ".a.....a"
        "旁观会话" "实时旁观同事的会话，客户不会察觉。"
        "Watch conversations" "Follow a colleague's conversation live, unnoticed by the customer.";
    ChatExport "chat.export" Scoped Live ".a.....a"
        "导出聊天记录" "把聊天记录导出为文件。"
        "Export the chat log" "Export conversations to a file.";
    QueuePick "queue.pick" Plain Live "xx.....x"
        "领取排队会话" "从排队列表里主动领取会话。"
        "Pick from the queue" "Take a waiting conversation from the queue.";
    PoolPick "pool.pick" Plain Live "xx.....x"
        "领取留言" "从留言池里领取离线留言。"
        "Pick from the pool" "Take an offline message from the pool.";
    ContactView "contact.view" Scoped Live "oaa....a"
        "查看客户" "查看客户资料，手机号和邮箱打码显示。"
        "View contacts" "See contacts; phone numbers and addresses stay masked.";
    // 运营 has "view a": sees every contact and changes none.
    ContactEdit "contact.edit" Scoped Live "oa.....a"
        "编辑客户" "修改客户的姓名和联系方式。"
        "Edit contacts" "Change a contact's name and contact details.";
    ContactReveal "contact.reveal" Plain Live ".x.....x"
        "查看完整联系方式" "查看不打码的手机号和邮箱，查看会记入审计日志。"
        "Reveal contact details" "See phone numbers and addresses unmasked; looking is audited.";
    ContactBlock "contact.block" Plain Live ".x.....x"
        "拉黑客户" "把客户拉黑或移出黑名单。"
        "Block contacts" "Block a contact or lift the block.";
    ContactMerge "contact.merge" Plain Later ".x.....x"
        "合并客户" "把同一位客户的多份资料合并成一份。"
        "Merge contacts" "Join several records of one customer.";
    ContactExport "contact.export" Plain Later ".x.....x"
        "导出客户" "把客户资料导出为文件。"
        "Export contacts" "Export contacts to a file.";
    // 主管 has this row "not erase".
    ContactErase "contact.erase" Plain Later ".......x"
        "彻底删除客户" "应客户要求彻底删除其资料和消息，不可恢复。"
        "Erase contacts" "Erase a contact's data and messages for good.";
    PhrasePersonal "phrase.personal" Plain Live "xxx....x"
        "个人快捷回复" "维护自己的快捷回复。"
        "Personal quick replies" "Keep one's own quick replies.";
    PhraseTeam "phrase.team" Plain Live ".xx....x"
        "团队快捷回复" "维护全店共用的快捷回复和会话标签。"
        "Team quick replies" "Keep the quick replies and tags that everybody uses.";
    TicketCreate "ticket.create" Plain Later "xx.....x"
        "新建工单" "为客户的问题新建工单。"
        "Create tickets" "Open a ticket for a customer's problem.";
    TicketView "ticket.view" Scoped Later "oa.ooa.a"
        "查看工单" "查看工单及其处理过程。"
        "View tickets" "See tickets and how they were handled.";
    TicketAssign "ticket.assign" Scoped Later ".a.....a"
        "指派工单" "把工单指派给处理人。"
        "Assign tickets" "Give a ticket to the person who handles it.";
    // 仓库 closes what it sees: the tickets that are its own.
    TicketClose "ticket.close" Scoped Later ".a..o..a"
        "关闭工单" "处理完成后关闭工单。"
        "Close tickets" "Close a ticket that is done.";
    // "event.*" is read as create, view and close; 客服 with "event" makes events and handles his own.
    EventCreate "event.create" Plain Later "xx.....x"
        "新建事件" "记录一件客户提出的事情。"
        "Create events" "Record something a customer raised.";
    EventView "event.view" Scoped Later "oa.....a"
        "查看事件" "查看事件及其处理过程。"
        "View events" "See events and how they were handled.";
    EventClose "event.close" Scoped Later "oa.....a"
        "关闭事件" "处理完成后关闭事件，或把事件转成工单。"
        "Close events" "Close an event that is done, or turn it into a ticket.";
    FormDesign "form.design" Plain Later ".xx....x"
        "设计表单" "设计表单的字段、状态和流转规则。"
        "Design forms" "Design a form's fields, states and rules.";
    KbViewInternal "kb.view_internal" Plain Later "xxx..x.x"
        "查看内部知识" "查看仅供内部使用的知识。"
        "View internal articles" "Read articles meant for colleagues only.";
    KbShare "kb.share" Plain Later "xxx....x"
        "分享知识" "把对外的知识发给客户。"
        "Share articles" "Send a public article to a customer.";
    KbEdit "kb.edit" Plain Later ".xx....x"
        "编辑知识" "撰写和修改知识草稿。"
        "Edit articles" "Write and change drafts of articles.";
    KbPublish "kb.publish" Plain Later ".xx....x"
        "发布知识" "发布、下架和归档知识。"
        "Publish articles" "Publish, withdraw and archive articles.";
    // "view" for 主管 and 运营 is both views; 仓库 has "logistics" alone; 财务 "all" includes refunds.
    OrderView "order.view" Plain Later ".xxx...x"
        "查看订单" "查看客户的订单。"
        "View orders" "See a customer's orders.";
    LogisticsView "logistics.view" Plain Later ".xxxx..x"
        "查询物流" "查询订单的物流进度。"
        "View logistics" "Look up where a shipment is.";
    OrderNote "order.note" Plain Later "...x...x"
        "备注订单" "给订单添加备注。"
        "Note orders" "Add a note to an order.";
    OrderRefund "order.refund" Plain Later "...x...x"
        "订单退款" "为订单办理退款。"
        "Refund orders" "Refund an order.";
    // 主管 has "link"; 运营 "manage" is both manage rights, without the secret.
    InboxManage "inbox.manage" Plain Live "..x....x"
        "管理接入渠道" "新增、设置和删除接入渠道。"
        "Manage inboxes" "Add, set up and delete inboxes.";
    LinkManage "link.manage" Plain Live ".xx....x"
        "管理客服链接" "新增、修改和删除客服链接与二维码。"
        "Manage links" "Add, change and delete chat links and their QR codes.";
    InboxSecret "inbox.secret" Plain Live ".......x"
        "管理接入密钥" "生成用于验证客户身份的接入密钥。"
        "Manage inbox secrets" "Make the secrets that prove a customer's identity.";
    RoutingManage "routing.manage" Plain Live ".x.....x"
        "设置分流" "修改分流、排队和离线留言的规则。"
        "Manage routing" "Change the rules of routing, queue and offline messages.";
    AgentPresenceView "agent.presence_view" Plain Live ".xx....x"
        "查看客服状态" "查看同事的在线状态和接待量。"
        "View presence" "See colleagues' presence and load.";
    AgentPresenceSet "agent.presence_set" Plain Live ".x.....x"
        "修改客服状态" "替同事切换在线、忙碌、挂起或离线。"
        "Set presence" "Change a colleague's presence.";
    AgentCapacity "agent.capacity" Plain Live ".x.....x"
        "设置接待上限" "设置同事的接待上限、权重和是否参与分流。"
        "Set capacity" "Set a colleague's capacity, weight and part in routing.";
    ReportView "report.view" Scoped Later "oaaa.aaa"
        "查看报表" "查看接待数据报表。"
        "View reports" "See reports on the work done.";
    ReportExport "report.export" Plain Later ".xx....x"
        "导出报表" "把报表导出为文件。"
        "Export reports" "Export reports to a file.";
    RatingView "rating.view" Plain Live ".x...x.x"
        "查看评价" "查看客户的满意度评价。"
        "View ratings" "See how customers rated the service.";
    QaScore "qa.score" Plain Later ".x...x.x"
        "质检评分" "为会话做质检评分。"
        "Score quality" "Score conversations for quality.";
    AgentCreate "agent.create" Plain Live ".......x"
        "新建子账号" "新建子账号，修改其资料。"
        "Create sub-accounts" "Create sub-accounts and change their particulars.";
    AgentDisable "agent.disable" Plain Live ".......x"
        "停用子账号" "停用或重新启用子账号。"
        "Disable sub-accounts" "Disable sub-accounts or enable them again.";
    AgentDelete "agent.delete" Plain Live ".......x"
        "删除子账号" "删除子账号，历史记录保留原名。"
        "Delete sub-accounts" "Delete sub-accounts; history stays under the old name.";
    AgentResetPassword "agent.reset_password" Plain Live ".......x"
        "修改子账号密码" "为子账号设置新密码，其登录会立即失效。"
        "Reset passwords" "Set a sub-account's new password; its sessions end at once.";
    RoleManage "role.manage" Plain Live ".......x"
        "配置角色" "新建和修改角色，为子账号配置角色和权限。"
        "Manage roles" "Make and change roles, and give roles and rights to sub-accounts.";
    SecurityManage "security.manage" Plain Later ".......x"
        "安全设置" "修改登录验证等安全设置。"
        "Manage security" "Change security settings such as sign-in checks.";
    AuditView "audit.view" Plain Live "......xx"
        "查看审计日志" "查看谁在什么时候做了什么。"
        "View the audit log" "See who did what, and when.";
    BackupManage "backup.manage" Plain Later ".......x"
        "管理备份" "下载和恢复备份。"
        "Manage backups" "Download and restore backups.";
}
