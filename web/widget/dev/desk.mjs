// The visitor's API as the contract has it, in memory. The make-believe agent understands a few words: 排队/queue,
// 留言/away, 结束/end, 评价/rate (invites), 自动/auto, 引用/quote, 断开/drop (the socket), 拒绝/refuse (422), 429.
import { randomUUID } from "node:crypto";
import { WebSocketServer } from "ws";
import { inboxes } from "./inboxes.mjs";

export function desk() {
  const visitors = new Map();
  const files = new Map();
  const sockets = new WebSocketServer({ noServer: true });
  // `down` refuses everything, `mute` swallows frames, `failures` is how many sends still fail: for tests, by POST /api/dev.
  const mood = { down: false, mute: false, failures: 0, forget: false };

  const fail = (status, code, message, headers = {}, field = null) => ({ status, headers, body: { error: { code, message, field } } });
  const ok = (body, status = 200, headers = {}) => ({ status, body, headers });
  const bearer = (request) => visitors.get((request.headers.authorization ?? "").replace("Bearer ", ""));

  function emit(visitor, name, data, numbered = true) {
    const event = { type: "event", name, data, ...(numbered && { seq: ++visitor.seq }) };
    if (numbered) visitor.events.push(event);
    if (!mood.mute) visitor.sockets.forEach((socket) => socket.send(JSON.stringify(event)));
  }

  function append(visitor, more) {
    const message = {
      id: randomUUID(), conversation_id: visitor.conversation.id, seq: visitor.messages.length + 1, kind: "text",
      sender: { type: "agent", id: "a1", name: "小陈" }, text: "", attachments: [], state: "sent", automatic: false,
      reply_to: null, client_id: null, event: null, created_at: new Date().toISOString(), ...more,
    };
    visitor.messages.push(message);
    if (message.sender.type !== "contact") visitor.conversation.unread++;
    emit(visitor, "message_created", { message, conversation: { ...visitor.conversation } });
    return message;
  }

  const become = (visitor, change) => {
    Object.assign(visitor.conversation, change);
    emit(visitor, "conversation_updated", { conversation: { ...visitor.conversation } });
  };

  function react(visitor, text) {
    if (/排队|queue/.test(text)) return become(visitor, { status: "queued", position: 3, agent: null });
    if (/留言|away/.test(text)) return become(visitor, { status: "waiting", agent: null });
    if (/评价|rate/.test(text)) return become(visitor, { rating: { invited: true, score: null } });
    if (/自动|auto/.test(text)) return append(visitor, { automatic: true, sender: SYSTEM, text: "客服正忙，请稍候，我们会尽快回复您。" });
    if (/断开|drop/.test(text)) return visitor.sockets.forEach((socket) => socket.close(1012));
    if (/结束|end/.test(text)) {
      append(visitor, { kind: "event", sender: SYSTEM, event: { type: "ended" } });
      return become(visitor, { status: "ended" });
    }
    become(visitor, { status: "open", position: null, agent: { nickname: "小陈" } });
    setTimeout(() => emit(visitor, "conversation_read", { seq: visitor.messages.length }), 500);
    setTimeout(() => emit(visitor, "typing", { typing: true, sender: { type: "agent", name: "小陈" } }, false), 700);
    const asked = visitor.messages.at(-1);
    const reply_to = /引用|quote/.test(text) ? quoteOf(asked) : null;
    setTimeout(() => append(visitor, { text: `好的，收到：${text || "图片"}`, reply_to }), 1700);
  }

  function send(visitor, { client_id, text = "", attachment_ids = [], reply_to, seen_faq, page }) {
    visitor.told.push({ text, seen_faq, page });
    const before = visitor.messages.find((message) => message.client_id === client_id);
    if (before) return ok(before);
    if (mood.failures > 0 && mood.failures--) return fail(500, "internal", "坏了");
    if (/拒绝|refuse/.test(text)) return fail(422, "invalid", "消息含有不允许的内容");
    if (text === "429" && !visitor.limited) return (visitor.limited = true), fail(429, "too_many", "慢一点", { "Retry-After": "2" });
    if (!visitor.conversation) {
      visitor.conversation = { id: randomUUID(), status: visitor.away ? "waiting" : "open", position: null, agent: null, unread: 0, rating: { invited: false, score: null } };
      if (visitor.inbox.welcome_text) append(visitor, { automatic: true, sender: SYSTEM, text: visitor.inbox.welcome_text });
    }
    const attachments = attachment_ids.map((id) => files.get(id).attachment);
    const kind = attachments.length ? "file" : "text";
    const message = append(visitor, { client_id, kind, text, attachments, sender: { type: "contact", id: visitor.id, name: null }, reply_to: quoteOf(visitor.messages.find((one) => one.id === reply_to)) });
    if (!visitor.away) setTimeout(() => react(visitor, text), 150);
    return ok(message, 201);
  }

  async function upload(request) {
    const body = await bytes(request);
    const head = body.subarray(0, 1000).toString("latin1");
    const start = head.indexOf("\r\n\r\n") + 4;
    const end = body.lastIndexOf(`\r\n${head.slice(0, head.indexOf("\r\n"))}`);
    const name = Buffer.from(/filename="([^"]*)"/.exec(head)?.[1] ?? "file", "latin1").toString();
    const type = /Content-Type: (\S+)/i.exec(head)?.[1] ?? "application/octet-stream";
    const id = randomUUID();
    const attachment = { id, name, type, size: end - start, url: `/api/v1/files/${id}?sig=dev` };
    files.set(id, { attachment, content: body.subarray(start, end) });
    return ok(attachment);
  }

  async function route(request) {
    const { pathname, searchParams } = new URL(request.url, "http://x");
    if (pathname === "/api/dev") return ok(Object.assign(mood, await json(request)));
    if (pathname === "/api/dev/told") return ok([...visitors.values()].map(({ told, page }) => ({ told, page })));
    if (pathname === "/api/dev/say") {
      for (const visitor of visitors.values()) if (visitor.conversation) append(visitor, await json(request));
      return ok({});
    }
    if (mood.down) return fail(503, "unavailable", "稍后再试");
    const call = `${request.method} ${pathname.replace("/api/v1", "")}`;
    if (call === "GET /visitor/config") {
      const inbox = inboxes[searchParams.get("inbox_id") ?? searchParams.get("link")];
      if (inbox?.barred) return fail(403, "forbidden", "域名");
      return inbox ? ok(inbox) : fail(404, "not_found", "没有");
    }
    if (call === "POST /visitor/sessions") return session(await json(request));
    if (pathname.startsWith("/api/v1/files/")) return { raw: files.get(pathname.split("/").pop()) };
    const visitor = bearer(request);
    if (!visitor) return fail(401, "unauthorized", "请重新开始");
    if (call === "POST /files") return upload(request);
    if (call === "GET /visitor/messages") return ok({ items: visitor.messages, next: null }, 200, { "Yingke-Seq": String(visitor.seq) });
    if (call === "POST /visitor/messages") return send(visitor, await json(request));
    if (call === "GET /visitor/conversation") return ok(visitor.conversation);
    if (call === "POST /visitor/read") {
      if (visitor.conversation) become(visitor, { unread: 0 });
      return ok(null, 204);
    }
    if (call === "POST /visitor/form") {
      const { answers } = await json(request);
      if (/taken/.test(answers.email)) return fail(422, "invalid", "这个邮箱收不到邮件", {}, "answers.email");
      visitor.told.push({ answers });
      return (visitor.form_done = true), ok(null, 204);
    }
    if (call === "POST /visitor/rating") {
      const { score, comment } = await json(request);
      visitor.told.push({ score, comment });
      become(visitor, { rating: { invited: false, score } });
      return ok(visitor.conversation);
    }
    if (call === "POST /visitor/identify") return ok({ visitor_id: visitor.id });
    if (call === "POST /visitor/logout") return visitors.delete(visitor.token), ok(null, 204);
    return fail(404, "not_found", "没有");
  }

  function session({ inbox_id, link, token }) {
    const inbox = inboxes[inbox_id ?? link];
    if (!inbox) return fail(404, "not_found", "没有");
    let visitor = visitors.get(token);
    if (!visitor) {
      visitor = { id: randomUUID(), token: randomUUID(), seq: 1, messages: [], events: [], sockets: new Set(), conversation: null, told: [], inbox, form_done: false, away: inbox.available === false };
      visitors.set(visitor.token, visitor);
    }
    const { available = true } = inbox;
    const { form_done, conversation, id: visitor_id } = visitor;
    return ok({ token: visitor.token, visitor_id, inbox, available, in_hours: available, form_done, conversation }, 201);
  }

  async function answer(request, response) {
    const { status = 200, body, headers = {}, raw } = await route(request);
    if (raw) return response.writeHead(200, { "Content-Type": raw.attachment.type }).end(raw.content);
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  }

  function hello(socket, { token, since }) {
    const visitor = visitors.get(token);
    if (!visitor) return socket.close(4401);
    const resumed = since !== undefined && !mood.forget;
    socket.send(JSON.stringify({ type: "welcome", seq: visitor.seq, resumed }));
    if (resumed) visitor.events.filter((event) => event.seq > since).forEach((event) => socket.send(JSON.stringify(event)));
    visitor.sockets.add(socket);
    socket.on("close", () => visitor.sockets.delete(socket));
  }

  function upgrade(request, socket, head) {
    if (mood.down) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (ws) =>
      ws.on("message", (data) => {
        const frame = JSON.parse(data);
        if (mood.mute) return;
        if (frame.type === "hello") hello(ws, frame);
        if (frame.type === "page") [...visitors.values()].find((one) => one.sockets.has(ws)).page = frame.page;
        if (frame.type === "ping") ws.send('{"type":"pong"}');
      }),
    );
  }

  return { answer, upgrade };
}

const SYSTEM = { type: "system", id: null, name: null };

function quoteOf(message) {
  if (!message) return null;
  const { id, seq, kind, sender, text, state } = message;
  return { id, seq, kind, sender, text: text.slice(0, 100), state };
}

async function bytes(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

async function json(request) {
  request.parsed ??= JSON.parse((await bytes(request)).toString() || "{}");
  return request.parsed;
}
