// Keeps the counters right: at once by what an event says, and by asking again a while later, because some events are
// about conversations this window has never heard of. A hidden window asks rarely; nobody looks, but its title counts.
import type { Conversation, Counts } from "@yingke/shared";
import type { StreamEvent } from "./stream/events";
import { markOf, recounted, type Mark } from "./cache/tally";

const SOON = 700;
const LATER = 20_000;
const GAP = 3_000;
const GAP_HIDDEN = 15_000;

interface Known {
  mark: Mark;
  seq: number;
  at: string;
}

export class Counting {
  private readonly known = new Map<string, Known>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private asked = -Infinity;

  constructor(
    private readonly read: () => { counts: Counts | null; me: string },
    private readonly write: (counts: Counts) => void,
    private readonly ask: () => Promise<unknown>,
  ) {}

  /** What a load answered: known from now on, and no change of the counters. */
  learn(conversations: readonly Conversation[]): void {
    for (const one of conversations) this.keep(one);
  }

  hear(event: StreamEvent): void {
    if (event.name === "conversation_read" || event.name === "mentioned" || event.name === "mentions_changed") return this.recount(SOON);
    if (event.name === "conversation_removed") return this.removed(event.data.id);
    if ("conversation" in event.data) this.changed(event.data.conversation);
  }

  changed(c: Conversation): void {
    const before = this.known.get(c.id);
    if (before && (c.seq < before.seq || (c.seq === before.seq && c.last_at < before.at))) return;
    this.keep(c);
    if (!before) return this.recount(SOON);
    const { counts, me } = this.read();
    if (counts) this.write(recounted(counts, before.mark, markOf(c, me)));
    this.recount(LATER);
  }

  forget(): void {
    this.known.clear();
    clearTimeout(this.timer);
    this.due = Infinity;
  }

  private removed(id: string): void {
    const before = this.known.get(id);
    this.known.delete(id);
    const { counts } = this.read();
    if (before && counts) this.write(recounted(counts, before.mark, 0));
    this.recount(before ? LATER : SOON);
  }

  private keep(c: Conversation): void {
    // One that has ended counts nowhere and stays that way for most; the few that reopen cost one question.
    if (c.status === "ended") this.known.delete(c.id);
    else this.known.set(c.id, { mark: markOf(c, this.read().me), seq: c.seq, at: c.last_at });
  }

  private recount(wait: number): void {
    const gap = document.hidden ? GAP_HIDDEN : GAP;
    const at = Math.max(performance.now() + wait, this.asked + gap);
    if (at >= this.due) return;
    clearTimeout(this.timer);
    this.due = at;
    this.timer = setTimeout(() => this.go(), at - performance.now());
  }

  private go(): void {
    this.due = Infinity;
    this.asked = performance.now();
    this.ask().catch(() => this.recount(LATER));
  }
}
