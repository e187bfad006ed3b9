// What the visitor has said and the desk has not yet confirmed. One at a time and in order, so that nothing overtakes;
// kept in storage under ids made here, so that after a reload or a dead connection each is sent once and never twice.
import { backoff, type World } from "./backoff";
import { CallError, type Outgoing, type Progress } from "./api";
import { last } from "./last";
import type { Keep } from "./keep";
import type { Attachment, Message, Quote } from "./types";

export interface Pending {
  client_id: string;
  text: string;
  quote?: Quote | null;
  /** Goes with the message, and stays with it: sent again, it has to be the same message. */
  seen_faq?: string[];
  attachment: Attachment | null;
  /** The file while it is not yet with the desk; storage cannot hold it. */
  file: File | null;
  /** Place in the order; grows with every message. */
  at: number;
  /** The desk refused it and why; null while it is on its way. */
  failed: string | null;
  progress: number | null;
}

/** What the outbox needs from outside; `send` and `upload` see to a valid token themselves. */
export interface Way {
  /** Settles once messages may leave. */
  open(): Promise<void>;
  send(message: Outgoing): Promise<Message>;
  upload(file: File, progress: Progress, stop: AbortSignal): Promise<Attachment>;
  sent(message: Message): void;
  changed(): void;
}

type Content = Partial<Pick<Pending, "text" | "file" | "quote" | "seen_faq">>;

const PREFIX = "out.";

export class Outbox {
  private items: Pending[] = [];
  private busy = false;
  private attempt = 0;
  private cancelWait: (() => void) | null = null;
  private stop: AbortController | null = null;

  constructor(
    private readonly keep: Keep,
    private readonly way: Way,
    private readonly world: World,
  ) {
    for (const [key, value] of this.keep.entries()) {
      const item = key.startsWith(PREFIX) ? revive(value) : null;
      if (item) this.items.push(item);
    }
    this.items.sort((a, b) => a.at - b.at);
  }

  all(): readonly Pending[] {
    return this.items;
  }

  add(client_id: string, content: Content): void {
    const { text = "", file = null, ...more } = content;
    this.put({ ...more, client_id, text, file, attachment: null, at: this.nextPlace(), failed: null, progress: null });
    this.pump();
  }

  /** Tried again by hand: it goes to the end, behind what was said since. */
  retry(client_id: string): void {
    const item = this.take(client_id);
    if (item) this.put({ ...item, at: this.nextPlace(), failed: null });
    this.pump();
  }

  remove(client_id: string): void {
    if (this.take(client_id)) this.way.changed();
  }

  /** The desk already has these: the answer was lost, or another window of the visitor sent them. */
  settle(client_ids: Iterable<string>): void {
    for (const id of client_ids) this.remove(id);
  }

  /** What these answer was recalled: they go out, without it. */
  unquote(id: string): void {
    for (const { client_id, quote } of this.items) if (quote?.id === id) this.update(client_id, { quote: null });
  }

  clear(): void {
    for (const { client_id } of [...this.items]) this.take(client_id);
    this.way.changed();
  }

  /** The connection is back: no reason to sit out the rest of a wait. */
  wake(): void {
    this.cancelWait?.();
    this.cancelWait = null;
    this.attempt = 0;
    this.pump();
  }

  private pump(): void {
    if (this.busy || this.cancelWait) return;
    const next = this.items.find((item) => item.failed === null);
    if (!next) return;
    this.busy = true;
    this.deliver(next)
      .then(
        () => (this.attempt = 0),
        (error: unknown) => this.stumble(next.client_id, error),
      )
      .finally(() => {
        this.busy = false;
        this.pump();
      });
  }

  private async deliver(item: Pending): Promise<void> {
    const { client_id, quote, seen_faq } = item;
    const gone = () => !this.items.includes(item);
    let { attachment } = item;
    await this.way.open();
    if (gone()) return;
    if (item.file && !attachment) {
      this.stop = new AbortController();
      attachment = await this.way.upload(item.file, (progress) => this.update(client_id, { progress }), this.stop.signal);
      this.update(client_id, { attachment, file: null, progress: null });
    }
    if (gone()) return;
    const content = attachment ? { attachment_ids: [attachment.id] } : { text: item.text };
    const message = await this.way.send({ client_id, ...content, ...(quote && { reply_to: quote.id }), ...(seen_faq && { seen_faq }) });
    this.take(client_id);
    this.way.sent(message);
    this.way.changed();
  }

  private stumble(client_id: string, error: unknown): void {
    // Taken back while it was on its way: no reason to keep the others waiting.
    if (!this.items.some((item) => item.client_id === client_id)) return;
    if (error instanceof CallError && error.kind === "refused") {
      this.attempt = 0;
      return this.update(client_id, { failed: error.message, progress: null });
    }
    const asked = error instanceof CallError ? error.retryAfterMs : 0;
    this.cancelWait = this.world.after(Math.max(asked ?? 0, backoff(this.attempt++, this.world.random)), () => {
      this.cancelWait = null;
      this.pump();
    });
  }

  private nextPlace(): number {
    return Math.max(this.world.now(), (last(this.items)?.at ?? 0) + 1);
  }

  private put(item: Pending): void {
    this.items.push(item);
    this.store(item);
    this.way.changed();
  }

  private update(client_id: string, change: Partial<Pending>): void {
    const item = this.items.find((one) => one.client_id === client_id);
    if (!item) return;
    Object.assign(item, change);
    if (change.progress == null) this.store(item);
    this.way.changed();
  }

  private take(client_id: string): Pending | undefined {
    const index = this.items.findIndex((item) => item.client_id === client_id);
    if (index < 0) return undefined;
    this.keep.set(PREFIX + client_id, null);
    const [item] = this.items.splice(index, 1);
    if (item?.progress != null) this.stop?.abort();
    return item;
  }

  // A file that has not reached the desk cannot outlive the page, so it is not promised to.
  private store({ file, progress: _, ...rest }: Pending): void {
    if (!file) this.keep.set(PREFIX + rest.client_id, JSON.stringify(rest));
  }
}

function revive(value: string): Pending | null {
  try {
    const item = JSON.parse(value) as Pending;
    return item.client_id ? { ...item, file: null, progress: null } : null;
  } catch {
    return null;
  }
}
