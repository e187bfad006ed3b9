// One visit: what the screen shows, and what happens when the visitor acts or the desk speaks. It joins standing, outbox,
// stream and thread, and draws nothing itself.
import { newId } from "@yingke/shared/id";
import { CallError, type Api } from "./api";
import { backoff, type World } from "./backoff";
import { last } from "./last";
import type { Keep } from "./keep";
import { Outbox } from "./outbox";
import type { Entry } from "./place";
import { Standing } from "./session";
import { Stream, type Socket } from "./stream";
import { clientIds, isMine, merge, quoteOf } from "./thread";
import type { Answers, Conversation, Faq, Identity, Inbox, Message, Page, Position, Session, StreamEvent } from "./types";
import { emailFirst, NOTHING, type View } from "./view";

export type { View };

/** Everything a visit takes from outside. */
export interface Ground {
  api: Api;
  entry: Entry;
  world: World;
  connect: () => Socket;
  keepFor: (inbox: Inbox) => Keep;
  page: () => Page;
  /** Somebody has answered. */
  chime: () => void;
}

const TYPING_SHOWN_MS = 6000;
const TYPING_SAID_EVERY_MS = 3000;
/** What the browser keeps about the person, apart from token and unsent messages. */
const PRIVATE = ["email", "draft.text", "draft.form", "draft.email"] as const;
const PAGE_SAID_EVERY_MS = 1200;
export class Visit {
  view: View = NOTHING;
  private standing: Standing | null = null;
  private keep: Keep | null = null;
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
  private cancelPage: () => void = () => {};
  private pageSaid = "";
  /** Lets go of what waits for the visitor's e-mail address. */
  private release: () => void = () => {};
  private faqSeen: string[] = [];
  private turn: Promise<void> = Promise.resolve();
  private preparing = 0;
  private identity: Identity | null = null;

  constructor(
    private readonly ground: Ground,
    private readonly changed: (view: View) => void,
  ) {
    this.stream = new Stream(this.ground.connect, {
      hello: () => ({ token: this.standing?.held() ?? "", since: this.position }),
      welcomed: (resumed) => this.welcomed(resumed),
      event: (event, position) => this.hear(event, position),
      expired: () => this.expire(),
      live: (live) => this.set({ live }),
    }, this.ground.world);
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
    if (trimmed) this.inTurn(() => this.put({ text: trimmed }));
    this.typed(false);
  }

  sendFile(file: Promise<File>): void {
    this.preparing++;
    this.turn = this.turn.then(async () => {
      const ready = await file;
      this.preparing--;
      this.put({ file: ready });
    });
  }

  /** A question of the shop's list: the answer stands at once, and the agent learns of it with the next message. */
  ask(faq: Faq): void {
    this.faqSeen.push(faq.question);
    this.set({ asides: [...this.view.asides, { ...faq, after: last(this.view.messages)?.id ?? null }] });
  }

  quote(quoted: Message | null): void {
    this.set({ quoted });
  }

  /** The form before the first message, or the e-mail address alone. Rejects when the desk does not take it. */
  async answer(answers: Answers, form: "form" | "email"): Promise<void> {
    await this.standing?.using((token) => this.ground.api.form(token, answers));
    if (form === "form") this.set({ formDone: true });
    this.knowEmail(answers.email);
  }

  async rate(score: number, comment: string): Promise<void> {
    const rated = await this.standing?.using((token) => this.ground.api.rate(token, score, comment));
    if (rated) this.noteConversation(rated);
  }

  silence(mute: boolean): void {
    this.keep?.set("mute", mute ? "1" : null);
    this.set({ mute });
  }

  /** Words not yet finished, so that closing the page does not cost them. */
  draft(name: (typeof PRIVATE)[number], value?: string): string {
    if (value !== undefined) this.keep?.set(name, value || null);
    return this.keep?.get(name) ?? "";
  }

  /** The visitor has gone on to another page or product. */
  moved(): void {
    this.set({ product: this.ground.page().product ?? null });
    this.cancelPage();
    this.cancelPage = this.ground.world.after(PAGE_SAID_EVERY_MS, () => this.sayPage());
  }

  /** Shows something without a desk behind it: the preview in the settings. */
  pose(view: Partial<View>): void {
    this.set({ ...NOTHING, phase: "ready", loaded: true, ...view });
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
    if ("claims" in identity) this.knowEmail(identity.claims.email);
    this.standing?.identify(identity).then(
      (changed) => changed && this.reopen(),
      (error: unknown) => console.warn("yingke: identify was refused.", (error as Error).message),
    );
    if (this.shown && "jwt" in identity) this.open();
  }

  logout(): void {
    this.identity = null;
    this.outbox?.clear();
    this.faqSeen = [];
    for (const key of PRIVATE) this.keep?.set(key, null);
    const leaving = this.standing?.logout();
    leaving?.catch(() => {});
    this.reset();
  }

  private enter(inbox: Inbox): void {
    const { api, entry, page, world, keepFor } = this.ground;
    const keep = keepFor(inbox);
    const standing = new Standing(api, entry, keep, page, (session) => this.begun(session), () => this.reset());
    this.standing = standing;
    this.keep = keep;
    if (this.identity) void standing.identify(this.identity);
    this.outbox = new Outbox(keep, {
      open: () => this.mayLeave(standing),
      send: (message) => standing.using((token) => api.send(token, { ...message, page: page() })),
      upload: (file, progress, stop) => standing.using((token) => api.upload(token, file, progress, stop)),
      sent: (message) => this.accept([message]),
      changed: () => this.set({ pending: [...(this.outbox?.all() ?? [])] }),
    }, world);
    const [pending, loaded, mute] = [[...this.outbox.all()], !standing.known(), keep.get("mute") !== null];
    const { available = null, in_hours: inHours = true } = inbox;
    this.set({ phase: "ready", inbox, available, inHours, pending, loaded, mute, email: keep.get("email") ?? this.view.email, product: page().product ?? null });
    if (standing.known()) this.open();
    this.outbox.wake();
  }

  private open(attempt = 0): void {
    this.standing?.token().catch((error: unknown) => {
      if (isRefused(error)) this.set({ phase: phaseOf(error), loaded: true });
      else this.again(attempt, error, () => this.open(attempt + 1));
    });
  }

  private begun({ available, conversation, inbox, in_hours = true, form_done = false }: Session): void {
    this.set({ available, conversation, inbox, inHours: in_hours, formDone: form_done });
    this.pageSaid = JSON.stringify(this.ground.page());
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
    this.sayPage();
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
      if (message.sender.type === "agent" && !message.automatic && !this.view.mute) this.ground.chime();
      this.accept([message]);
      this.noteConversation(conversation);
    } else if (event.name === "message_updated") this.accept([event.data.message]);
    else if (event.name === "conversation_updated") this.noteConversation(event.data.conversation);
    else if (event.name === "conversation_read") this.set({ readSeq: Math.max(this.view.readSeq, event.data.seq) });
    else if (event.name === "typing") this.showTyping(event.data.typing);
  }

  private accept(messages: Message[]): void {
    const { quoted } = this.view;
    this.set({ messages: merge(this.view.messages, messages) });
    for (const { id, state } of messages) {
      if (state !== "recalled") continue;
      // Its words are taken back, also from what is being written and from what waits to be sent.
      if (quoted?.id === id) this.quote(null);
      this.outbox?.unquote(id);
    }
    this.outbox?.settle(clientIds(messages));
  }

  private noteConversation(conversation: Conversation | null): void {
    const same = conversation?.id === this.view.conversation?.id;
    const known = conversation?.agent_read_seq ?? 0;
    this.set({ conversation, readSeq: same ? Math.max(this.view.readSeq, known) : known });
    this.sayRead();
  }

  /** Behind the files that are still being made smaller: what was chosen first leaves first. */
  private inTurn(run: () => void): void {
    if (this.preparing) this.turn = this.turn.then(run);
    else run();
  }

  private put(content: { text: string } | { file: File }): void {
    const { quoted } = this.view;
    const seen_faq = this.faqSeen.length ? this.faqSeen : undefined;
    if (!this.outbox) return;
    this.outbox.add(newId(), { ...content, ...(quoted && { quote: quoteOf(quoted) }), ...(seen_faq && { seen_faq }) });
    this.faqSeen = [];
    this.set({ quoted: null });
  }

  /** Nothing leaves before the session is open, nor before the e-mail address that the shop asks for. */
  private async mayLeave(standing: Standing): Promise<void> {
    await standing.token();
    while (emailFirst(this.view)) await new Promise<void>((go) => (this.release = go));
  }

  private knowEmail(email: unknown): void {
    if (typeof email !== "string" || !email) return;
    this.keep?.set("email", email);
    this.set({ email });
  }

  private sayPage(): void {
    const page = this.ground.page();
    const said = JSON.stringify(page);
    if (said === this.pageSaid || !this.view.live) return;
    this.pageSaid = said;
    this.stream.say({ type: "page", page });
  }

  private sayRead(): void {
    const { conversation, messages } = this.view;
    const newest = last(messages);
    if (!this.shown || !conversation?.unread || newest?.conversation_id !== conversation.id) return;
    const said = `${newest.conversation_id} ${newest.seq}`;
    this.set({ conversation: { ...conversation, unread: 0 } });
    if (said === this.readSaid) return;
    this.readSaid = said;
    this.standing?.using((token) => this.ground.api.read(token, newest.seq)).catch(() => {
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
    const { phase, inbox, available, inHours, pending, product, mute } = this.view;
    this.set({ ...NOTHING, phase, inbox, available, inHours, pending, product, mute, loaded: true, email: this.keep?.get("email") ?? null });
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
    // Whatever the reason: an address was given, somebody is there now, nothing waits any more.
    if (!emailFirst(this.view)) this.release();
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
