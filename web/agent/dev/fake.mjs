// A fake desk that speaks the API well enough to build the workbench without the server. Never shipped.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { addMessage, ago, id, makeAgent, permissions, world } from "./world.mjs";

const port = Number(process.env.FAKE_PORT ?? 8091);
let w = world(process.env.FAKE_WORLD ?? "full");
let signedIn = process.env.FAKE_WORLD !== "fresh";
let seq = 100;
let asked = false;
let events = [];
const sockets = new Set();
const now = () => new Date().toISOString();
const routing = { strategy: "least_open", sticky_seconds: 259200, sticky_suspended_seconds: 259200, sticky_over_capacity: true, grace_seconds: 30, offline_rule: "owner", offline_agent_id: null, reopen_chat_seconds: 86400, reopen_mail_seconds: 259200, chat_idle_end_seconds: 1800, queue_timeout_seconds: null, addressed_owner_suspended_reroute: false, transfer_notice: false };
const policy = { min_length: 6, classes: 1, max_age_days: null };

class Refusal extends Error {
  constructor(status, code, message, field, details) {
    super(message);
    Object.assign(this, { status, code, field, details });
  }
}
const missing = () => new Refusal(404, "not_found", "没有找到");

function emit(name, data, numbered = true) {
  const frame = { type: "event", name, data, ...(numbered ? { seq: ++seq } : {}) };
  if (numbered) events.push(frame);
  for (const s of sockets) s.send(JSON.stringify(frame));
}
const me = () => w.agents[0];
const conv = (key) => w.conversations.find((c) => c.id === key) ?? (() => { throw missing(); })();
const team = (a) => ({ id: a.id, name: a.name, nickname: a.nickname, owner: a.owner, available: ["online", "busy"].includes(a.presence), busy: a.presence === "busy", presence: a.presence, takes_routing: a.takes_routing, capacity: a.capacity, open_chats: a.open_chats });
const detail = (c) => ({ ...c, draft: w.drafts[c.id] ?? null, page: { url: "https://shop.example.com/sofa/cloud-3-seat", title: "云朵三人沙发 · 星河家居", referrer: "https://www.xiaohongshu.com/", language: "zh-CN", user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1" }, participants: [{ agent_id: w.agents[0].id, name: w.agents[0].nickname, first_at: ago(60), last_at: ago(30), count: 3 }], previous_id: null, link_name: null, abilities: w.inboxes[0].abilities });
const list = (items, q) => {
  const from = Number(q.get("cursor") ?? 0), size = Number(q.get("limit") ?? 50);
  return { items: items.slice(from, from + size), next: from + size < items.length ? String(from + size) : null };
};
function say(c, who, text, extra) {
  const m = addMessage(w, c, who, text, now(), extra);
  emit("message_created", { message: m, conversation: { ...c } });
  return m;
}
function changed(c, event, patch) {
  Object.assign(c, patch);
  say(c, me(), "", { kind: "event", event });
  emit("conversation_updated", { conversation: { ...c } });
  return c;
}
const views = {
  mine: (c) => ["open", "snoozed"].includes(c.status) && c.assignee_id === me().id, queue: (c) => c.status === "queued", pool: (c) => c.status === "pooled",
  colleagues: (c) => ["open", "snoozed"].includes(c.status) && c.assignee_id !== me().id, ended: (c) => c.status === "ended", all: () => true,
};
const newest = (a, b) => (a.last_at < b.last_at ? 1 : -1);
const QR = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21" shape-rendering="crispEdges"><rect width="21" height="21" fill="#fff"/>${Array.from({ length: 200 }, (_, i) => `<rect x="${(i * 7) % 21}" y="${(i * 13) % 21}" width="1" height="1"/>`).join("")}</svg>`;

const routes = [
  ["GET", "/setup", () => ({ registration: "first", can_register: !w.registered, empty: !w.registered, secure: process.env.FAKE_SECURE !== "no", public_url: "https://desk.example.com", version: "0.1.0" })],
  ["POST", "/workspaces", ({ b }) => {
    if (b.name.length < 2) throw new Refusal(422, "invalid", "店铺名至少 2 个字", "name");
    w.shop.name = b.name; me().name = b.name; me().nickname = b.name; w.registered = true; signedIn = true;
    return {};
  }],
  ["POST", "/session", ({ b }) => {
    if (b.login.includes("：")) throw new Refusal(422, "invalid", "账号里用了全角冒号“：”，请改用半角冒号“:”", "login", { corrected: b.login.replace("：", ":") });
    if (b.password === "wrong") throw new Refusal(401, "unauthorized", "账号或密码不对");
    signedIn = true;
    return {};
  }],
  ["DELETE", "/session", () => { signedIn = false; return null; }],
  ["GET", "/me", () => ({ agent: me(), workspace: w.shop, permissions: me().effective, owner: true, locale: null, channels: w.inboxes.slice(0, 1).map(({ kind, abilities }) => ({ kind, abilities })), setup: { colleagues: w.agents.length - 1, inbox_id: "inb_1", tried: w.conversations.length > 0, asked_routing: asked } })],
  ["PATCH", "/me", ({ b }) => { if (b.asked_routing) asked = true; return Object.assign(me(), b); }],
  ["GET", "/agents", ({ q }) => list(w.agents, q)],
  ["POST", "/agents", ({ b }) => {
    if (/客服|小二|官方|管理员|admin/.test(b.name)) throw new Refusal(422, "invalid", "账号名不能包含“客服”", "name");
    return makeAgent(w, b.name, b.nickname || b.name, { ...b, presence: "offline", open_chats: 0, password: undefined, last_sign_in_at: null });
  }],
  ["PATCH", "/agents/:a", ({ p, b }) => Object.assign(w.agents.find((a) => a.id === p.a), b)],
  ["DELETE", "/agents/:a", ({ p }) => { w.agents = w.agents.filter((a) => a.id !== p.a); emit("agent_removed", { id: p.a }); return null; }],
  ["PUT", "/agents/:a/password", ({ b }) => { if (b.old_password === "wrong") throw new Refusal(422, "invalid", "原密码不对", "old_password"); return null; }],
  ["PUT", "/agents/:a/presence", ({ p, b }) => {
    const a = w.agents.find((x) => x.id === p.a);
    a.presence = b.presence;
    emit("presence_changed", { agent_id: a.id, presence: a.presence, open_chats: a.open_chats, takes_routing: a.takes_routing, capacity: a.capacity }, false);
    return a;
  }],
  ["GET", "/team", ({ q }) => list(w.agents.map(team), q)],
  ["GET", "/roles", ({ q }) => list(w.roles, q)],
  ["POST", "/roles", ({ b }) => { const r = { id: id("role"), template: null, ...b }; w.roles.push(r); return r; }],
  ["PATCH", "/roles/:r", ({ p, b }) => Object.assign(w.roles.find((r) => r.id === p.r), b)],
  ["DELETE", "/roles/:r", ({ p }) => { w.roles = w.roles.filter((r) => r.id !== p.r); return null; }],
  ["GET", "/permissions", () => ({ items: permissions, templates: [] })],
  ["GET", "/groups", ({ q }) => list(w.groups, q)],
  ["POST", "/groups", ({ b }) => { const g = { id: id("grp"), ...b }; w.groups.push(g); return g; }],
  ["PATCH", "/groups/:g", ({ p, b }) => Object.assign(w.groups.find((g) => g.id === p.g), b)],
  ["DELETE", "/groups/:g", ({ p }) => { w.groups = w.groups.filter((g) => g.id !== p.g); return null; }],
  ["GET", "/inboxes", ({ q }) => list(w.inboxes, q)],
  ["POST", "/inboxes", ({ b }) => { const i = { ...w.inboxes[0], id: id("inb"), ...b }; w.inboxes.push(i); return i; }],
  ["GET", "/inboxes/:i/qr.svg", () => QR],
  ["GET", "/inboxes/:i/links/:l/qr.svg", () => QR],
  ["GET", "/inboxes/:i", ({ p }) => w.inboxes.find((i) => i.id === p.i) ?? (() => { throw missing(); })()],
  ["PATCH", "/inboxes/:i", ({ p, b }) => Object.assign(w.inboxes.find((i) => i.id === p.i), b)],
  ["DELETE", "/inboxes/:i", ({ p }) => { w.inboxes = w.inboxes.filter((i) => i.id !== p.i); return null; }],
  ["POST", "/inboxes/:i/secret", () => ({ secret: "yk_sec_5f0c0f2b6d3b4b0d9b7f3a1c8e2d4f60" })],
  ["GET", "/inboxes/:i/links", ({ q, p }) => list(w.links.filter((l) => l.inbox_id === p.i), q)],
  ["POST", "/inboxes/:i/links", ({ p, b }) => { const key = id("k"); const l = { id: id("lnk"), inbox_id: p.i, key, url: `https://desk.example.com/c/${key}`, agent_ids: [], group_ids: [], agent_id: null, qr_url: `/api/v1/inboxes/${p.i}/links/x/qr.svg`, ...b }; w.links.push(l); return l; }],
  ["PATCH", "/inboxes/:i/links/:l", ({ p, b }) => Object.assign(w.links.find((l) => l.id === p.l), b)],
  ["DELETE", "/inboxes/:i/links/:l", ({ p }) => { w.links = w.links.filter((l) => l.id !== p.l); return null; }],
  ["GET", "/conversations", ({ q }) => {
    const text = q.get("q"), contact = q.get("contact"), view = views[q.get("view") ?? "all"];
    const found = w.conversations.filter((c) => view(c) && (!contact || c.contact.id === contact) && (!text || c.contact.name.includes(text) || w.messages[c.id].some((m) => m.text.includes(text))));
    return list(found.sort(newest), q);
  }],
  ["GET", "/conversations/counts", () => {
    const count = (view) => w.conversations.filter(views[view]).length;
    return { mine: count("mine"), mine_unread: w.conversations.filter(views.mine).reduce((n, c) => n + c.unread, 0), queued: count("queue"), pooled: count("pool"), colleagues: count("colleagues") };
  }],
  ["GET", "/conversations/:c", ({ p }) => detail(conv(p.c))],
  ["GET", "/conversations/:c/messages", ({ p, q }) => {
    const before = Number(q.get("before") ?? Infinity), size = Number(q.get("limit") ?? 50);
    conv(p.c);
    const all = w.messages[p.c].filter((m) => m.seq < before);
    return { items: all.slice(-size), next: all.length > size ? "older" : null };
  }],
  ["POST", "/conversations/:c/messages", ({ p, b }) => {
    const c = conv(p.c), known = w.messages[p.c].find((m) => m.client_id === b.client_id);
    if (known) return known;
    if (b.text === "refuse") throw new Refusal(422, "invalid", "消息里有不能发送的内容", "text");
    if (b.text === "hold" && b.seen_seq < c.seq + 1) { say(c, w.agents[1], "我先回了一句"); throw new Refusal(409, "conflict", "在你写的时候，同事已经回复或会话已转手，请确认后再发送。", undefined, { reason: "overtaken" }); }
    const m = say(c, me(), b.text ?? "", { kind: b.kind, client_id: b.client_id, attachments: (b.attachment_ids ?? []).map((a) => w.uploads[a]) });
    delete w.drafts[c.id];
    if (b.kind === "text") {
      setTimeout(() => emit("conversation_read", { id: c.id, by: "contact", seq: m.seq, unread: 0 }), 600);
      setTimeout(() => emit("typing", { conversation_id: c.id, sender: { type: "contact", id: c.contact.id, name: c.contact.name }, typing: true }, false), 900);
      setTimeout(() => { emit("typing", { conversation_id: c.id, sender: { type: "contact", id: c.contact.id, name: c.contact.name }, typing: false }, false); say(c, "contact", `收到：${b.text}`); }, 2500);
    }
    return m;
  }],
  ["POST", "/conversations/:c/read", ({ p, b }) => { const c = conv(p.c); c.unread = 0; emit("conversation_read", { id: c.id, by: "agent", seq: b.seq, unread: 0 }); return null; }],
  ["PUT", "/conversations/:c/draft", ({ p, b }) => { w.drafts[p.c] = b.text ? { text: b.text, updated_at: now() } : null; return null; }],
  ["POST", "/conversations/:c/end", ({ p }) => changed(conv(p.c), { type: "ended", reason: "agent" }, { status: "ended", ended_at: now() })],
  ["POST", "/conversations/:c/pick", ({ p }) => changed(conv(p.c), { type: "picked" }, { status: "open", assignee_id: me().id })],
  ["POST", "/conversations/:c/snooze", ({ p, b }) => changed(conv(p.c), { type: "snoozed", until: b.until }, { status: "snoozed", snoozed_until: b.until })],
  ["POST", "/conversations/:c/assign", ({ p, b }) => changed(conv(p.c), { type: "assigned", agent_id: b.agent_id, agent_name: w.agents.find((a) => a.id === b.agent_id)?.nickname }, { status: "open", assignee_id: b.agent_id })],
  ["POST", "/conversations/:c/transfer", ({ p, b }) => {
    const to = w.agents.find((a) => a.id === b.agent_id), group = w.groups.find((g) => g.id === b.group_id);
    if (to?.presence === "busy" && !b.confirm) throw new Refusal(409, "conflict", "对方忙碌", undefined, { reason: "confirm", warnings: ["busy", "capacity"] });
    return changed(conv(p.c), { type: "transferred", agent_id: to?.id, agent_name: to?.name, group_id: group?.id, group_name: group?.name, reason: b.reason }, { assignee_id: to?.id ?? group.agent_ids[0], status: "open" });
  }],
  ["GET", "/conversations/:c/routing", ({ p }) => ({ items: [{ at: ago(60), zh: "店长小林：该客服最近接待过这位客户，优先由熟人接待。当时可接待 5 人，参与分流 4 人：在线 2（已满 1）、忙碌 1、挂起 1、离线 1。", en: "店长小林: This agent served the contact recently. Of 5 candidates 4 took part: 2 online (1 full), 1 busy, 1 suspended, 1 offline.", rule: "sticky", chosen: conv(p.c).assignee_id ?? w.agents[0].id, counts: { candidates: 5, takes_part: 4, online: 2, busy: 1, suspended: 1, offline: 1, full: 1 }, candidates: w.agents.slice(1).map((a) => ({ agent_id: a.id, eligible: false, reason: a.presence, name: a.nickname, zh: a.presence === "online" ? "可以接待，但策略优先选了别人" : "忙碌中", en: "busy" })) }, { at: ago(1500), zh: "小李：按分流策略，轮到这位在线且有空位的客服。", en: "小李: Online with room, and next by the routing strategy.", rule: "strategy", chosen: w.agents[1]?.id ?? null, counts: {}, candidates: [] }] })],
  ["POST", "/pool/hand-out", () => ({ handed: 1 })],
  ["GET", "/contacts", ({ q }) => list(w.contacts.filter((c) => c.name.includes(q.get("q") ?? "")), q)],
  ["GET", "/contacts/:p", ({ p }) => w.contacts.find((c) => c.id === p.p) ?? (() => { throw missing(); })()],
  ["PATCH", "/contacts/:p", ({ p, b }) => rename(p.p, b)],
  ["PUT", "/contacts/:p/block", ({ p }) => rename(p.p, { blocked: true })], ["DELETE", "/contacts/:p/block", ({ p }) => rename(p.p, { blocked: false })],
  ["PUT", "/contacts/:p/private", ({ p }) => rename(p.p, { private: true })], ["DELETE", "/contacts/:p/private", ({ p }) => rename(p.p, { private: false })],
  ["GET", "/contacts/:p/served-by", () => ({ items: w.agents.slice(0, 3).map((a, i) => ({ agent_id: a.id, name: a.nickname, first_at: ago(9000 * (i + 1)), last_at: ago(600 * (i + 1)), count: 14 - i * 4 })) })],
  ["GET", "/chatlog", ({ q }) => {
    const text = q.get("q") ?? "", who = q.get("contact");
    const found = w.conversations.filter((c) => !who || c.contact.id === who).map((c) => ({ conversation: c, hits: text ? w.messages[c.id].filter((m) => m.text.includes(text)).slice(-3).map((m) => ({ message_id: m.id, seq: m.seq, text: m.text, created_at: m.created_at, sender: m.sender })) : [] })).filter((i) => !text || i.hits.length);
    return list(found, q);
  }],
  ["GET", "/settings/routing", () => routing], ["PATCH", "/settings/routing", ({ b }) => Object.assign(routing, b)],
  ["GET", "/settings/password", () => policy], ["PATCH", "/settings/password", ({ b }) => Object.assign(policy, b)],
  ["GET", "/audit", () => ({ items: [{ at: ago(5), agent_id: me().id, agent_name: me().nickname, action: "agent.create", object_type: "agent", object_id: "x", object_name: "lin", details: { roles: ["客服"] }, address: "203.0.113.7" }, { at: ago(50), agent_id: me().id, agent_name: me().nickname, action: "session.begin", object_type: "agent", object_id: null, object_name: "lin", details: {}, address: "203.0.113.7" }], next: null })],
  ["POST", "/files", ({ raw }) => { const name = /filename="([^"]+)"/.exec(raw)?.[1] ?? "file"; const f = { id: id("fil"), name, type: "application/octet-stream", size: raw.length, url: "/api/v1/files/x" }; w.uploads[f.id] = f; return f; }],
];
function rename(key, patch) {
  const found = Object.assign(w.contacts.find((c) => c.id === key), patch);
  for (const c of w.conversations.filter((c) => c.contact.id === key)) { Object.assign(c.contact, { name: found.name, blocked: found.blocked, private: found.private }); emit("conversation_updated", { conversation: { ...c } }); }
  return found;
}

function match(method, path) {
  for (const [m, pattern, handle] of routes) {
    const found = m === method && new RegExp(`^${pattern.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`).exec(path);
    if (found) return { p: found.groups ?? {}, handle };
  }
  throw missing();
}
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString("utf8");
  const url = new URL(request.url, "http://x");
  const path = url.pathname.replace("/api/v1", "");
  const answer = (status, body) => {
    const svg = typeof body === "string";
    response.writeHead(status, { "content-type": svg ? "image/svg+xml" : "application/json", "yingke-seq": String(seq) });
    response.end(body === null ? "" : svg ? body : JSON.stringify(body));
  };
  if (path === "/_say") { const c = w.conversations.find((x) => x.contact.name === url.searchParams.get("as")); say(c, "contact", url.searchParams.get("text")); return answer(200, {}); }
  if (path === "/_world") { w = world(url.searchParams.get("kind")); signedIn = url.searchParams.get("kind") !== "fresh"; return answer(200, {}); }
  if (path === "/_drop") { for (const s of sockets) s.terminate(); return answer(200, {}); }
  try {
    if (process.env.FAKE_BROKEN && new RegExp(process.env.FAKE_BROKEN).test(path)) throw new Refusal(500, "internal", "服务器出了点问题，请稍后再试");
    const { p, handle } = match(request.method, path);
    if (!signedIn && !["/setup", "/workspaces", "/session"].includes(path)) throw new Refusal(401, "unauthorized", "请先登录");
    const b = raw && path !== "/files" ? JSON.parse(raw) : {};
    const body = handle({ p, b, q: url.searchParams, raw });
    answer(body === null ? 204 : 200, body);
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    answer(error.status ?? 500, { error: { code: error.code ?? "internal", message: error.message, field: error.field, details: error.details } });
  }
});
new WebSocketServer({ server, path: "/api/v1/socket" }).on("connection", (socket) => {
  socket.on("message", (text) => {
    const frame = JSON.parse(String(text));
    if (frame.type === "ping") socket.send('{"type":"pong"}');
    if (frame.type !== "hello") return;
    const resumed = frame.since !== undefined && frame.since >= 100;
    socket.send(JSON.stringify({ type: "welcome", seq, resumed }));
    if (resumed) events.filter((e) => e.seq > frame.since).forEach((e) => socket.send(JSON.stringify(e)));
    sockets.add(socket);
  });
  socket.on("close", () => sockets.delete(socket));
});
server.listen(port, "127.0.0.1", () => console.log(`fake desk on http://127.0.0.1:${port}`));
