import { beforeEach, expect, test, vi } from "vitest";
import { CallError, type Api } from "../src/chat/api";
import type { Socket } from "../src/chat/stream";
import type { Conversation, Message, Page, StreamEvent } from "../src/chat/types";
import { Visit } from "../src/chat/visit";
import { browserStorage, CHAT, fromAgent, message, settle, stillWorld } from "./world";

const INBOX = { id: "box", title: "青山窑" };
const gone = () => new CallError("away", 503, null, "");

/** A desk of one visitor: its truth, the calls it got, and the line to the visitor. */
class Desk {
  world = stillWorld();
  storage = browserStorage();
  messages: Message[] = [];
  conversation: Conversation | null = null;
  token = "t1";
  valid = true;
  position = 10;
  calls: string[] = [];
  page: Page = { url: "u", title: "t", referrer: "" };
  chimes = 0;
  hello: { since?: number } = {};
  line: Socket | null = null;
  fails: Partial<Record<keyof Api, unknown[]>> = {};
  beforeMessages: () => void = () => {};

  private call(name: keyof Api, token?: string) {
    this.calls.push(name);
    const failure = this.fails[name]?.shift();
    if (failure) throw failure;
    if (token && (!this.valid || token !== this.token)) throw new CallError("expired", 401, null, "");
  }

  api: Api = {
    config: async () => (this.call("config"), INBOX),
    session: async () => {
      this.call("session");
      this.valid = true;
      return { token: this.token, visitor_id: "v", inbox: INBOX, available: true, conversation: this.conversation };
    },
    messages: async (token) => {
      this.call("messages", token);
      const snapshot = { items: [...this.messages], position: this.position };
      this.beforeMessages();
      return snapshot;
    },
    conversation: async (token) => (this.call("conversation", token), this.conversation),
    send: async (token, { client_id, text = "" }) => {
      this.call("send", token);
      const saved = message(this.messages.length + 1, { client_id, text });
      this.messages.push(saved);
      return saved;
    },
    upload: async () => Promise.reject(new Error("not here")),
    read: async (token, seq) => (this.call("read", token), void this.calls.push(`read ${seq}`)),
    form: async () => this.call("form"),
    rate: async (_, score) => {
      this.call("rate");
      return (this.conversation = { ...CHAT, status: "ended", rating: { invited: false, score } });
    },
    identify: async () => (this.call("identify"), {}),
    logout: async () => this.call("logout"),
  };

  connect = (): Socket => {
    const line: Socket = { send: (text) => void (this.hello = JSON.parse(text)), close: () => {}, onopen: null, onmessage: null, onclose: null };
    return (this.line = line);
  };
  tells(frame: object) {
    this.line?.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
  }
  welcomes(resumed = true) {
    this.line?.onopen?.({} as Event);
    this.tells({ type: "welcome", seq: this.position, resumed });
  }
  emits(event: StreamEvent) {
    this.tells({ type: "event", seq: ++this.position, ...event });
  }
  agentSays(seq: number) {
    const said = message(seq, fromAgent);
    this.messages.push(said);
    this.conversation = { ...CHAT, unread: 1 };
    this.emits({ name: "message_created", data: { message: said, conversation: this.conversation } });
  }
  async visits(): Promise<Visit> {
    const { api, world, connect, storage } = this;
    const page = () => this.page;
    const visit = new Visit({ api, world, connect, page, chime: () => this.chimes++, entry: { inbox_id: "box" }, keepFor: storage.open }, () => {});
    visit.start();
    await settle();
    return visit;
  }
  knows() {
    this.storage.stored.token = this.token;
    this.conversation = { ...CHAT };
    this.messages = [message(1), message(2, fromAgent)];
  }
}

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
