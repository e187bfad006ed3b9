// One visit: what the screen shows, and what happens when the visitor acts or the desk speaks. It joins standing, outbox,
// stream and thread, and draws nothing itself.
import { CallError, type Api } from "./api";
import { backoff, newId, type World } from "./backoff";
import type { Keep } from "./keep";
import { Outbox, type Pending } from "./outbox";
import type { Entry } from "./place";
import { Standing } from "./session";
import { Stream, type Socket } from "./stream";
import { clientIds, isMine, merge } from "./thread";
import type { Conversation, Identity, Inbox, Message, Page, Position, Session, StreamEvent } from "./types";

export interface View {
  phase: "loading" | "ready" | "missing" | "barred" | "away";
  inbox: Inbox | null;
  available: boolean | null;
  conversation: Conversation | null;
  messages: Message[];
  pending: readonly Pending[];
  /** null until a connection was wanted; then whether it stands. */
  live: boolean | null;
  loaded: boolean;
  typing: boolean;
  /** How far the agent has read. */
  readSeq: number;
}

/** Everything a visit takes from outside. */
export interface Ground {
  api: Api;
  entry: Entry;
  world: World;
  connect: () => Socket;
  keepFor: (inbox: Inbox) => Keep;
  page: () => Page;
}

const TYPING_SHOWN_MS = 6000;
const TYPING_SAID_EVERY_MS = 3000;
const NOTHING: View = {
  phase: "loading", inbox: null, available: null, conversation: null, messages: [], pending: [],
  live: null, loaded: false, typing: false, readSeq: 0,
};

export class Visit {
  view: View = NOTHING;
  private standing: Standing | null = null;
  private outbox: Outbox | null = null;
  private stream: Stream;
  private position: Position | null = null;
  /** Events that arrive while history loads are newer than it and wait for it. */
  private held: StreamEvent[] | null = null;
  private generation = 0;
  private shown = false;
  private readSaid = "";
  private typingSaidAt = 0;
  private cancelTyping: () => void = () => {};
  private cancelRetry: () => void = () => {};
  private identity: Identity | null = null;

  constructor(
    private readonly ground: Ground,
    private readonly changed: (view: View) => void,
  ) {
    this.stream = new Stream(ground.connect, {
      hello: () => ({ token: this.standing?.held() ?? "", since: this.position }),
      welcomed: (resumed) => this.welcomed(resumed),
      event: (event, position) => this.hear(event, position),
      expired: () => this.expire(),
      live: (live) => this.set({ live }),
    }, ground.world);
  }

  /** Asks what inbox this is; everything else waits for the answer. */
  start(attempt = 0): void {
    this.cancelRetry();
    this.ground.api.config(this.ground.entry).then(
      (inbox) => this.enter(inbox),
      (error: unknown) => {
        this.set({ phase: phaseOf(error) });
        if (!isRefused(error)) this.again(attempt, error, () => this.start(attempt + 1));
      },
    );
  }

  say(text: string): void {
    const trimmed = text.trim();
    if (trimmed) this.outbox?.add(newId(), { text: trimmed });
    this.typed(false);
  }

  sendFile(file: File): void {
    this.outbox?.add(newId(), { file });
  }

  retry(client_id: string): void {
    this.outbox?.retry(client_id);
  }

  discard(client_id: string): void {
    this.outbox?.remove(client_id);
  }

  /** Whether the visitor can see the chat right now. */
  show(shown: boolean): void {
    this.shown = shown;
    if (shown && this.identity && "jwt" in this.identity) this.open();
    this.sayRead();
  }

  typed(typing: boolean): void {
    const now = this.ground.world.now();
    if (typing && now - this.typingSaidAt < TYPING_SAID_EVERY_MS) return;
    if (!typing && this.typingSaidAt === 0) return;
    this.typingSaidAt = typing ? now : 0;
    this.stream.say({ type: "typing", typing });
  }

  /** The network or the page is back. */
  nudge(): void {
    if (this.view.phase === "away") return this.start();
    this.stream.nudge();
    this.outbox?.wake();
  }

  identify(identity: Identity): void {
    this.identity = identity;
    this.standing?.identify(identity).then(
      (changed) => changed && this.reopen(),
      (error: unknown) => console.warn("yingke: identify was refused.", (error as Error).message),
    );
    if (this.shown && "jwt" in identity) this.open();
  }

  logout(): void {
    this.identity = null;
    this.outbox?.clear();
    const leaving = this.standing?.logout();
    leaving?.catch(() => {});
    this.reset();
  }

  private enter(inbox: Inbox): void {
    const { api, entry, page, world, keepFor } = this.ground;
    const keep = keepFor(inbox);
    const standing = new Standing(api, entry, keep, page, (session) => this.begun(session), () => this.reset());
    this.standing = standing;
    if (this.identity) void standing.identify(this.identity);
    this.outbox = new Outbox(keep, {
      send: (message) => standing.using((token) => api.send(token, { ...message, page: page() })),
      upload: (file, progress) => standing.using((token) => api.upload(token, file, progress)),
      sent: (message) => this.accept([message]),
      changed: () => this.set({ pending: [...(this.outbox?.all() ?? [])] }),
    }, world);
    this.set({ phase: "ready", inbox, pending: [...this.outbox.all()], loaded: !standing.known() });
    if (standing.known()) this.open();
    this.outbox.wake();
  }

  private open(attempt = 0): void {
    this.standing?.token().catch((error: unknown) => {
      if (isRefused(error)) this.set({ phase: phaseOf(error), loaded: true });
      else this.again(attempt, error, () => this.open(attempt + 1));
    });
  }

  private begun({ available, conversation, inbox }: Session): void {
    this.set({ available, conversation, inbox });
    void this.load().then(() => this.stream.start());
  }

  /** A snapshot of everything, then what happened since. Older loads that answer late are dropped. */
  private async load(attempt = 0): Promise<void> {
    const standing = this.standing;
    if (!standing) return;
    const mine = ++this.generation;
    this.held ??= [];
    try {
      const { items, position } = await standing.using((token) => this.ground.api.messages(token));
      // Asked for after the messages, so that no change of it can fall between the two: later ones follow as events.
      const conversation = await standing.using((token) => this.ground.api.conversation(token));
      if (mine !== this.generation) return;
      const held = this.held ?? [];
      this.held = null;
      this.position = position;
      this.set({ loaded: true, conversation });
      this.accept(items);
      held.forEach((event) => this.apply(event));
      this.sayRead();
    } catch (error) {
      if (mine !== this.generation) return;
      await new Promise<void>((resume) => this.again(attempt, error, resume));
      if (mine === this.generation) await this.load(attempt + 1);
    }
  }

  private welcomed(resumed: boolean): void {
    if (!resumed) void this.load();
    this.outbox?.wake();
    this.readSaid = "";
    this.sayRead();
  }

  private hear(event: StreamEvent, position: Position | null): void {
    if (position !== null) this.position = position;
    if (this.held) this.held.push(event);
    else this.apply(event);
  }

  private apply(event: StreamEvent): void {
    if (event.name === "message_created") {
      const { message, conversation } = event.data;
      if (!isMine(message)) this.showTyping(false);
      this.accept([message]);
      this.noteConversation(conversation);
    } else if (event.name === "message_updated") this.accept([event.data.message]);
    else if (event.name === "conversation_updated") this.noteConversation(event.data.conversation);
    else if (event.name === "conversation_read") this.set({ readSeq: Math.max(this.view.readSeq, event.data.seq) });
    else if (event.name === "typing") this.showTyping(event.data.typing);
  }

  private accept(messages: Message[]): void {
    this.set({ messages: merge(this.view.messages, messages) });
    this.outbox?.settle(clientIds(messages));
  }

  private noteConversation(conversation: Conversation | null): void {
    const same = conversation?.id === this.view.conversation?.id;
    const known = conversation?.agent_read_seq ?? 0;
    this.set({ conversation, readSeq: same ? Math.max(this.view.readSeq, known) : known });
    this.sayRead();
  }

  private sayRead(): void {
    const { conversation, messages } = this.view;
    const last = messages.at(-1);
    if (!this.shown || !conversation?.unread || last?.conversation_id !== conversation.id) return;
    const said = `${last.conversation_id} ${last.seq}`;
    this.set({ conversation: { ...conversation, unread: 0 } });
    if (said === this.readSaid) return;
    this.readSaid = said;
    this.standing?.using((token) => this.ground.api.read(token, last.seq)).catch(() => {
      this.readSaid = "";
    });
  }

  private showTyping(typing: boolean): void {
    this.cancelTyping();
    if (typing !== this.view.typing) this.set({ typing });
    // The word that typing has stopped can be lost; the dots must not stay for ever.
    if (typing) this.cancelTyping = this.ground.world.after(TYPING_SHOWN_MS, () => this.set({ typing: false }));
  }

  /** The token died: what was shown belongs to it. What is unsent goes out with a new one. */
  private expire(): void {
    this.standing?.forget();
    this.reset();
    this.outbox?.wake();
  }

  private reset(): void {
    this.generation++;
    this.held = null;
    this.position = null;
    this.stream.stop();
    this.set({ messages: [], conversation: null, available: null, live: null, loaded: true, readSeq: 0, typing: false });
  }

  /** The same visitor under a new token, with a history of his own. */
  private reopen(): void {
    this.reset();
    void this.load().then(() => this.stream.start());
  }

  private again(attempt: number, error: unknown, run: () => void): void {
    const asked = error instanceof CallError ? (error.retryAfterMs ?? 0) : 0;
    this.cancelRetry = this.ground.world.after(Math.max(asked, backoff(attempt, this.ground.world.random)), run);
  }

  private set(change: Partial<View>): void {
    this.view = { ...this.view, ...change };
    this.changed(this.view);
  }
}

function isRefused(error: unknown): error is CallError {
  return error instanceof CallError && error.kind === "refused";
}

function phaseOf(error: unknown): View["phase"] {
  if (!isRefused(error)) return "away";
  return error.status === 403 ? "barred" : "missing";
}
