// The fake desk's content: a believable small shop, or a crowded one, or an empty one. For development only.
let n = 0;
export const id = (kind) => `${kind}_${(++n).toString(36).padStart(6, "0")}`;
export const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

const TEMPLATES = ["客服:agent", "客服主管:supervisor", "运营:operations", "财务:finance", "仓库:warehouse", "质检:qa", "只读审计:auditor", "管理员:admin"];
const KEYS = {
  chat: ["serve", "end", "view*", "transfer*", "assign*", "take_over*", "watch*"],
  chatlog: ["view*"], queue: ["pick"], pool: ["pick"],
  contact: ["view*", "edit*", "reveal", "block"],
  inbox: ["manage", "secret"], link: ["manage"], routing: ["manage"],
  agent: ["presence_view", "presence_set", "capacity", "create", "disable", "delete", "reset_password"],
  role: ["manage"], audit: ["view"],
};
const WORDS = { serve: "接待客户", end: "结束会话", view: "查看", transfer: "转交会话", assign: "分配会话", take_over: "接管会话", watch: "旁观会话", pick: "领取", edit: "编辑客户", reveal: "查看完整联系方式", block: "拉黑客户", manage: "管理", secret: "签名密钥", presence_view: "查看同事状态", presence_set: "设置同事状态", capacity: "设置接待上限", create: "创建子账号", disable: "停用子账号", delete: "删除子账号", reset_password: "重设密码" };

export const permissions = Object.entries(KEYS).flatMap(([area, names]) =>
  names.map((raw) => {
    const name = raw.replace("*", "");
    const label = WORDS[name] ?? name;
    return {
      key: `${area}.${name}`, area, scopes: raw.endsWith("*") ? ["own", "group", "all"] : [], available: true,
      zh: { label, sentence: `允许${label}。` }, en: { label: `${area} ${name}`.replace("_", " "), sentence: `May ${name} in ${area}.` },
    };
  }));

export function makeAgent(w, name, nickname, more = {}) {
  const agent = {
    id: id("agt"), name, login: `${w.shop.name}:${name}`, owner: false, nickname, phone: null, email: null, state: "active",
    roles: ["role_agent"], permissions: [], effective: ["chat.serve", "chat.end", "chat.view:own", "chatlog.view:own", "chat.transfer:own", "queue.pick", "pool.pick", "contact.view:own", "contact.edit:own"],
    presence: "online", takes_routing: true, capacity: 10, mail_capacity: 50, weight: 100, open_chats: 2, last_sign_in_at: ago(30), created_at: ago(9000), ...more,
  };
  w.agents.push(agent);
  return agent;
}

export function makeConversation(w, name, lines, more = {}) {
  const contact = { id: id("con"), name, email: "zh***@example.com", phone: "138****6621", blocked: false, private: false, verified: lines.length % 2 === 0, created_at: ago(60 * 24 * 40), conversations: 2 };
  w.contacts.push(contact);
  const c = {
    id: id("cnv"), channel: "web", inbox_id: w.inboxes[0].id, inbox_name: w.inboxes[0].name, link_id: null, contact: { id: contact.id, name, blocked: false, private: false },
    assignee_id: w.agents[0].id, group_id: null, status: "open", offline: false, private: false, subject: null, last_message: null, unread: 0, seq: 0,
    waiting_since: null, queued_at: null, created_at: ago(200), last_at: ago(200), ended_at: null, snoozed_until: null, ...more,
  };
  w.conversations.push(c);
  w.messages[c.id] = [];
  for (const [who, text, minutes, extra] of lines) addMessage(w, c, who, text, ago(minutes), extra);
  if (more.unread !== undefined) c.unread = more.unread;
  return c;
}

export function addMessage(w, c, who, text, at, extra = {}) {
  const agent = typeof who === "object" ? who : null;
  const sender = agent ? { type: "agent", id: agent.id, name: agent.nickname } : who === "contact" ? { type: "contact", id: c.contact.id, name: c.contact.name } : { type: "system", id: null, name: "" };
  const m = { id: id("msg"), conversation_id: c.id, seq: ++c.seq, kind: who === "system" ? "event" : "text", sender, text, attachments: [], state: "sent", automatic: false, client_id: null, event: null, created_at: at, ...extra };
  w.messages[c.id].push(m);
  c.last_at = at;
  if (m.kind !== "event") c.last_message = { id: m.id, seq: m.seq, kind: m.kind, sender, text: text.slice(0, 200), created_at: at };
  if (m.kind !== "event" && m.kind !== "note") {
    c.waiting_since = who === "contact" ? (c.waiting_since ?? at) : null;
    c.unread = who === "contact" ? c.unread + 1 : 0;
  }
  return m;
}

export function world(kind) {
  const w = { shop: { id: "ws_1", name: kind === "long" ? "天南地北跨境户外装备旗舰店_Outdoor-HK" : "星河家居", created_at: ago(20000) }, registered: kind !== "fresh", agents: [], contacts: [], conversations: [], messages: {}, drafts: {}, links: [], groups: [], uploads: {} };
  w.roles = TEMPLATES.map((t) => ({ id: `role_${t.split(":")[1]}`, name: t.split(":")[0], template: t.split(":")[1], permissions: ["chat.serve", "chat.end", "chat.view:own"] }));
  w.inboxes = [{ id: "inb_1", kind: "web", name: "网站客服", settings: { welcome_text: "您好，有什么可以帮您？", color: "#0f766e", locale: "auto", allowed_domains: [], position: "right", title: w.shop.name }, agent_ids: [], group_ids: [], fallback_agent_ids: [], created_at: ago(20000), abilities: { subject: false, html: false, files: true, typing: true, receipts: true, reply_window_seconds: null } }];
  makeAgent(w, w.shop.name, "店长小林", { owner: true, login: w.shop.name, roles: [], effective: permissions.map((p) => (p.scopes.length ? `${p.key}:all` : p.key)), takes_routing: kind !== "full", phone: "13800006621" });
  if (kind === "fresh" || kind === "empty") return w;
  const [owner] = w.agents;
  const lin = makeAgent(w, "lin", "小李", { open_chats: 6 });
  makeAgent(w, "wang", "王姐", { presence: "busy", open_chats: 10, roles: ["role_supervisor"] });
  makeAgent(w, "chen", kind === "long" ? "售后组-陈晓明（国际站／英文／俄文）" : "陈晨", { presence: "suspended" });
  makeAgent(w, "zhao", "小赵", { presence: "offline", open_chats: 0, last_sign_in_at: null });
  w.groups = [{ id: "grp_1", name: "售前", agent_ids: [lin.id] }, { id: "grp_2", name: "售后", agent_ids: [lin.id, owner.id] }];
  w.links = [{ id: "lnk_1", inbox_id: "inb_1", name: "小红书主页", key: "xhs8k2", url: "http://127.0.0.1:8080/c/xhs8k2", agent_ids: [], group_ids: ["grp_1"], agent_id: null, qr_url: "/api/v1/inboxes/inb_1/links/lnk_1/qr.svg" }];
  makeConversation(w, kind === "long" ? "Aleksandra Konstantinopolska-Wojciechowska（俄罗斯站 VIP 客户 / 批发）" : "张女士", [
    ["contact", "在吗", 1500], [lin, "在的，您请说", 1498], ["contact", "上周买的沙发到了，颜色和图片差好多", 1497],
    [lin, "", 1496, { kind: "event", event: { type: "transferred", agent_id: owner.id, agent_name: "店长", reason: "色差问题，需要您定一下补偿" } }],
    [lin, "客户情绪还好，主要想要个说法。订单是双11活动价。", 1495, { kind: "note" }],
    [owner, "您好，我是店长小林。方便拍张自然光下的照片给我看看吗？", 60], ["contact", "", 42, { kind: "file", attachments: [{ id: "f1", name: "IMG_2043.svg", type: "application/pdf", size: 2_483_113, url: "/api/v1/files/f1" }] }],
    ["contact", "这是客厅下午三点拍的\n窗帘都拉开了", 41], [owner, "收到，色差确实有点明显。我们给您两个方案：\n1. 退 15% 差价，沙发您留着；\n2. 免费换一套，运费我们出。\n您更想要哪个？", 30],
    ["contact", "我和家里人商量一下 https://example.com/very/long/path/that/never/ends/because/shops/love/tracking?utm_source=taobao&utm_medium=detail&spm=a1z10.3-b.w4011-23434.38.abcdef", 3], ["contact", "换的话要等几天？", 2],
  ], { unread: 2 });
  makeConversation(w, "visitor-8f3a", [["contact", "有没有 1.8 米的床垫", 9], [owner, "有的，乳胶和弹簧都有，给您发链接～", 7]]);
  makeConversation(w, "Mia", [["contact", "Hi, do you ship to Singapore?", 22]], { unread: 1 });
  makeConversation(w, "刘先生", [["contact", "发票怎么开", 12]], { status: "queued", assignee_id: null, queued_at: ago(12) });
  makeConversation(w, "小雨", [["contact", "你们几点上班呀，想问下安装的事", 400]], { status: "pooled", assignee_id: null, offline: true });
  makeConversation(w, "陈先生", [["contact", "物流三天没动了", 35], [lin, "我马上帮您催一下", 33]], { assignee_id: lin.id });
  makeConversation(w, "何小姐", [["contact", "谢谢，已经收到了", 3000], [owner, "不客气，祝您生活愉快！", 2990], [owner, "", 2980, { kind: "event", event: { type: "ended", reason: "agent" } }]], { status: "ended", ended_at: ago(2980) });
  if (kind === "long") for (let i = 0; i < 160; i++) makeConversation(w, `访客 ${i + 1}`, [["contact", `第 ${i + 1} 个问题：${"请问".repeat(i % 40)}`, 300 + i]]);
  const first = w.conversations[0];
  if (kind === "long") for (let i = 0; i < 140; i++) addMessage(w, first, i % 3 ? "contact" : owner, `第 ${i + 1} 句`, ago(1 - i / 200));
  return w;
}
