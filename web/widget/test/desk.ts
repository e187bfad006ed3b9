import { CallError, type Api, type Outgoing } from "../src/chat/api";
import type { Socket } from "../src/chat/stream";
import type { Conversation, Inbox, Message, Page, StreamEvent } from "../src/chat/types";
import { Visit } from "../src/chat/visit";
import { browserStorage, CHAT, fromAgent, message, settle, stillWorld } from "./world";

export const INBOX: Inbox = { id: "box", title: "青山窑" };
export const gone = () => new CallError("away", 503, null, "");

/** A desk of one visitor: its truth, the calls it got, and the line to the visitor. */
export class Desk {
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
  sent: Partial<Outgoing>[] = [];
  available = true;
  inbox: Inbox = INBOX;
  frames: { type: string; page?: Page }[] = [];
  hello: { type: string; since?: number; page?: Page } = { type: "" };
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
    config: async () => (this.call("config"), this.inbox),
    session: async () => {
      this.call("session");
      this.valid = true;
      return { token: this.token, visitor_id: "v", inbox: this.inbox, available: this.available, conversation: this.conversation };
    },
    messages: async (token) => {
      this.call("messages", token);
      const snapshot = { items: [...this.messages], position: this.position };
      this.beforeMessages();
      return snapshot;
    },
    conversation: async (token) => (this.call("conversation", token), this.conversation),
    send: async (token, { client_id, text = "", ...more }) => {
      this.call("send", token);
      this.sent.push({ text, ...more });
      const saved = message(this.messages.length + 1, { client_id, text });
      this.messages.push(saved);
      return saved;
    },
    upload: async () => Promise.reject(new Error("not here")),
    read: async (token, seq) => (this.call("read", token), void this.calls.push(`read ${seq}`)),
    form: async (token) => this.call("form", token),
    rate: async (_, score) => {
      this.call("rate");
      return (this.conversation = { ...CHAT, status: "ended", rating: { invited: false, score } });
    },
    identify: async () => (this.call("identify"), {}),
    logout: async () => this.call("logout"),
  };

  connect = (): Socket => {
    const line: Socket = { send: (text) => void this.frames.push((this.hello = JSON.parse(text))), close: () => {}, onopen: null, onmessage: null, onclose: null };
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
