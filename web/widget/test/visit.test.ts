import { beforeEach, expect, test, vi } from "vitest";
import { CallError } from "../src/chat/api";
import type { Message } from "../src/chat/types";
import { nobodyThere } from "../src/chat/view";
import type { Visit } from "../src/chat/visit";
import { Desk, gone, INBOX } from "./desk";
import { CHAT, fromAgent, message, settle } from "./world";

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});
const seqs = (visit: Visit) => visit.view.messages.map((one) => one.seq);
const count = (name: string) => desk.calls.filter((call) => call === name).length;

test("a mere look at the page makes no visitor; the first word does", async () => {
  const visit = await desk.visits();
  expect(desk.calls).toEqual(["config"]);
  visit.say("发货了吗");
  await settle();
  expect(count("session")).toBe(1);
  expect(visit.view.messages.map((one) => one.text)).toEqual(["发货了吗"]);
  expect(visit.view.pending).toEqual([]);
});

test("two words at once begin one session", async () => {
  const visit = await desk.visits();
  visit.say("一");
  visit.say("二");
  await settle();
  expect(count("session")).toBe(1);
  expect(visit.view.messages.map((one) => one.text)).toEqual(["一", "二"]);
});

test("a returning visitor finds the history and says hello from its position", async () => {
  desk.knows();
  const visit = await desk.visits();
  desk.welcomes();
  expect(seqs(visit)).toEqual([1, 2]);
  expect(desk.hello.since).toBe(10);
});

test("welcome without resume loads again, and what is heard meanwhile is not lost", async () => {
  desk.knows();
  const visit = await desk.visits();
  desk.welcomes();
  desk.messages.push(message(3, fromAgent));
  // While the answer with 1–3 is on its way back, the fourth is said and heard.
  desk.beforeMessages = () => {
    desk.beforeMessages = () => {};
    desk.agentSays(4);
  };
  desk.welcomes(false);
  await settle();
  expect(seqs(visit)).toEqual([1, 2, 3, 4]);
  expect(visit.view.conversation?.unread).toBe(1);
});

test("an event heard twice is shown once", async () => {
  desk.knows();
  const visit = await desk.visits();
  desk.welcomes();
  desk.agentSays(3);
  const [, , third] = desk.messages;
  desk.emits({ name: "message_created", data: { message: third as Message, conversation: CHAT } });
  expect(seqs(visit)).toEqual([1, 2, 3]);
});

test("a token that died is replaced, and the message goes out with the new one", async () => {
  desk.knows();
  const visit = await desk.visits();
  desk.valid = false;
  desk.token = "t2";
  desk.messages = [];
  visit.say("还在吗");
  await desk.world.pass(2000);
  expect(desk.storage.stored.token).toBe("t2");
  expect(visit.view.messages.map((one) => one.text)).toEqual(["还在吗"]);
});

test("when history cannot be loaded it is tried again until it can", async () => {
  desk.knows();
  desk.fails.messages = [gone(), gone()];
  const visit = await desk.visits();
  expect(visit.view.loaded).toBe(false);
  await desk.world.pass(2000);
  expect(visit.view.loaded).toBe(true);
  expect(seqs(visit)).toEqual([1, 2]);
});

test("a desk that is away is asked again; an unknown inbox is not", async () => {
  desk.fails.config = [gone()];
  const visit = await desk.visits();
  expect(visit.view.phase).toBe("away");
  await desk.world.pass(500);
  expect(visit.view.phase).toBe("ready");

  const other = (desk = new Desk());
  other.fails.config = [new CallError("refused", 404, null, "")];
  const lost = await other.visits();
  await other.world.pass(60_000);
  expect(lost.view.phase).toBe("missing");
  expect(other.calls).toEqual(["config"]);
});

test("a message counts as read when it is seen, not when it arrives, and is reported once", async () => {
  desk.knows();
  const visit = await desk.visits();
  desk.welcomes();
  desk.agentSays(3);
  await settle();
  expect(count("read")).toBe(0);
  visit.show(true);
  visit.show(true);
  await settle();
  expect(desk.calls.filter((call) => call.startsWith("read "))).toEqual(["read 3"]);
  desk.agentSays(4);
  await settle();
  expect(desk.calls.at(-1)).toBe("read 4");
});

test("the typing dots go away by themselves", async () => {
  desk.knows();
  const visit = await desk.visits();
  desk.welcomes();
  desk.tells({ type: "event", name: "typing", data: { typing: true } });
  expect(visit.view.typing).toBe(true);
  await desk.world.pass(6000);
  expect(visit.view.typing).toBe(false);
});

test("signing out leaves neither history nor unsent words nor token for the next person", async () => {
  desk.knows();
  desk.fails.send = [gone()];
  const visit = await desk.visits();
  visit.say("私密");
  await settle();
  visit.logout();
  await desk.world.pass(30_000);
  expect(desk.storage.stored).toEqual({});
  expect(visit.view).toMatchObject({ messages: [], pending: [], conversation: null });
  expect(count("logout")).toBe(1);
});

test("a wrong signature costs the shop the identity, not the visitor the chat", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const visit = await desk.visits();
  desk.fails.session = [new CallError("refused", 422, null, "jwt")];
  visit.identify({ jwt: "wrong" });
  visit.say("你好");
  await settle();
  expect(visit.view.messages).toHaveLength(1);
});

const ASKED = { question: "多久发货？", answer: "当天。" };

test("a question of the list is answered at once and told with the next message, once", async () => {
  const visit = await desk.visits();
  visit.ask(ASKED);
  expect(desk.calls).toEqual(["config"]);
  expect(visit.view.asides).toEqual([{ ...ASKED, after: null }]);
  visit.say("那碎了呢");
  visit.say("在吗");
  await settle();
  expect(desk.sent.map((one) => one.seen_faq)).toEqual([["多久发货？"], undefined]);
});

test("what was asked stays with its message when that has to be sent again", async () => {
  desk.fails.send = [gone()];
  const visit = await desk.visits();
  visit.ask(ASKED);
  visit.say("在吗");
  await desk.world.pass(1000);
  expect(desk.sent.map((one) => one.seen_faq)).toEqual([["多久发货？"]]);
});

test("an answer names the message it quotes, the one after it none", async () => {
  desk.knows();
  const visit = await desk.visits();
  visit.quote(desk.messages[1] as Message);
  visit.say("就是这个");
  visit.say("谢谢");
  await settle();
  expect(desk.sent.map((one) => one.reply_to)).toEqual(["m2", undefined]);
  expect(visit.view.quoted).toBeNull();
});

test("where an address is required nothing leaves before it, and everything after it in order", async () => {
  desk.available = false;
  desk.inbox = { ...INBOX, offline_email: "required" };
  const visit = await desk.visits();
  visit.say("一");
  visit.say("二");
  await desk.world.pass(5000);
  expect(desk.sent).toEqual([]);
  await visit.answer({ email: "ann@shop.example" }, "email");
  await settle();
  expect(desk.sent.map((one) => one.text)).toEqual(["一", "二"]);
  expect(visit.view.email).toBe("ann@shop.example");
});

test("who signs out before leaving an address has sent nothing", async () => {
  desk.available = false;
  desk.inbox = { ...INBOX, offline_email: "required" };
  const visit = await desk.visits();
  visit.say("私密");
  await settle();
  visit.logout();
  await desk.world.pass(30_000);
  expect(desk.sent).toEqual([]);
  expect(visit.view.pending).toEqual([]);
});

test("the form begins the session and is done; what the shop's page claimed as address is not asked again", async () => {
  const visit = await desk.visits();
  visit.identify({ claims: { email: "ann@shop.example" } });
  await visit.answer({ name: "小安" }, "form");
  expect(count("session")).toBe(1);
  expect(visit.view).toMatchObject({ formDone: true, email: "ann@shop.example" });
});

test("a rating is shown as given and may be given again", async () => {
  desk.knows();
  const visit = await desk.visits();
  await visit.rate(2, "慢");
  await visit.rate(4, "");
  expect(visit.view.conversation?.rating).toEqual({ invited: false, score: 4 });
  desk.fails.rate = [new CallError("refused", 409, null, "已开始新的会话")];
  await expect(visit.rate(5, "")).rejects.toThrow("已开始新的会话");
});

test("a person's answer sounds, an automatic text and what is loaded do not", async () => {
  desk.knows();
  const visit = await desk.visits();
  desk.welcomes();
  expect(desk.chimes).toBe(0);
  desk.agentSays(3);
  expect(desk.chimes).toBe(1);
  desk.emits({ name: "message_created", data: { message: message(4, { ...fromAgent, automatic: true }), conversation: CHAT } });
  expect(desk.chimes).toBe(1);
  visit.silence(true);
  desk.agentSays(5);
  expect(desk.chimes).toBe(1);
  expect((await desk.visits()).view.mute).toBe(true);
});

test("going on to another product is told once things have settled, and only when something changed", async () => {
  desk.knows();
  const visit = await desk.visits();
  desk.welcomes();
  const told = () => desk.frames.filter((frame) => frame.type === "page").map((frame) => frame.page?.product?.title);
  for (const title of ["盖碗", "公道杯"]) {
    desk.page = { ...desk.page, product: { title } };
    visit.moved();
  }
  expect(visit.view.product?.title).toBe("公道杯");
  await desk.world.pass(2000);
  visit.moved();
  await desk.world.pass(2000);
  expect(told()).toEqual(["公道杯"]);
});

test("unfinished words outlive the page and not the person", async () => {
  const visit = await desk.visits();
  visit.draft("draft.text", "我想问");
  const again = await desk.visits();
  expect(again.draft("draft.text")).toBe("我想问");
  again.logout();
  expect((await desk.visits()).draft("draft.text")).toBe("");
});

test("what is held for an address leaves once somebody is there after all", async () => {
  desk.knows();
  desk.available = false;
  desk.inbox = { ...INBOX, offline_email: "required" };
  desk.conversation = { ...CHAT, status: "waiting" };
  const visit = await desk.visits();
  desk.welcomes();
  visit.say("在吗");
  await desk.world.pass(5000);
  expect(desk.sent).toEqual([]);
  desk.emits({ name: "conversation_updated", data: { conversation: { ...CHAT, status: "open" } } });
  await settle();
  expect(desk.sent.map((one) => one.text)).toEqual(["在吗"]);
});

test("a token that dies does not let out what is held for an address", async () => {
  desk.available = false;
  desk.inbox = { ...INBOX, offline_email: "required" };
  const visit = await desk.visits();
  visit.say("在吗");
  await settle();
  desk.welcomes();
  desk.valid = false;
  desk.token = "t2";
  desk.tells({ type: "error", error: { code: "unauthorized" } });
  await desk.world.pass(30_000);
  expect(desk.sent).toEqual([]);
  await visit.answer({ email: "ann@shop.example" }, "email");
  await desk.world.pass(5000);
  expect(desk.sent.map((one) => one.text)).toEqual(["在吗"]);
});

test("a new visitor knows before the first word that nobody is there", async () => {
  desk.inbox = { ...INBOX, available: false, in_hours: false };
  const visit = await desk.visits();
  expect(desk.calls).toEqual(["config"]);
  expect(nobodyThere(visit.view)).toBe(true);
  expect(visit.view.inHours).toBe(false);
});

test("what is recalled while it is being answered leaves with neither its words nor its number", async () => {
  desk.knows();
  desk.fails.send = [gone()];
  const visit = await desk.visits();
  desk.welcomes();
  const said = desk.messages[1] as Message;
  visit.quote(said);
  visit.say("好");
  await settle();
  visit.quote(said);
  desk.emits({ name: "message_updated", data: { message: { ...said, state: "recalled", text: "" } } });
  expect(visit.view.quoted).toBeNull();
  expect(visit.view.pending.map((one) => one.quote)).toEqual([null]);
  expect(JSON.stringify(desk.storage.stored)).not.toContain(said.text);
  await desk.world.pass(5000);
  expect(desk.sent.at(-1)).toMatchObject({ text: "好" });
  expect(desk.sent.at(-1)).not.toHaveProperty("reply_to");
});

test("files and words leave in the order they were chosen, however long a photo takes", async () => {
  const visit = await desk.visits();
  let ready: (file: File) => void = () => {};
  visit.sendFile(new Promise((made) => (ready = made)));
  visit.sendFile(Promise.resolve(new File(["b"], "b.png")));
  visit.say("就这两张");
  await settle();
  ready(new File(["a"], "a.jpg"));
  await settle();
  expect(visit.view.pending.map((one) => one.file?.name ?? one.text)).toEqual(["a.jpg", "b.png", "就这两张"]);
});
