// The messages of the conversations that are open. Each thread holds one unbroken run of numbers, of bounded length and
// anywhere in the history: whoever scrolls on through ten thousand messages leaves the others behind.
// Pure; see cache/conversations.ts for the summaries.
import type { List, Message } from "@yingke/shared";
import type { StreamEvent } from "../stream/events";

export interface Thread {
  items: readonly Message[];
  /** There are older messages than the first one here. */
  more: boolean;
  /** The highest number heard of. Beyond the last one here there are newer messages that were not fetched. */
  last: number;
  /** How far the contact has read, as far as this page has heard. */
  contactRead: number;
}

export type Threads = Readonly<Record<string, Thread>>;

const MESSAGES = 600;
// What arrives under the reader's eyes is cut in strides, since each cut takes something away at the other end.
const STRIDE = 400;

export const end = (thread: Thread) => thread.items.at(-1)?.seq ?? 0;
export const behind = (thread: Thread) => end(thread) < thread.last;
export const holds = (thread: Thread, seq: number) => (thread.items[0]?.seq ?? Infinity) <= seq && seq <= end(thread);

export function apply(threads: Threads, event: StreamEvent): Threads {
  switch (event.name) {
    case "message_created":
    case "message_updated":
      return place(threads, event.data.message);
    case "conversation_removed":
      return close(threads, event.data.id);
    case "conversation_read": {
      const thread = threads[event.data.id];
      if (!thread || event.data.by !== "contact" || event.data.seq <= thread.contactRead) return threads;
      return { ...threads, [event.data.id]: { ...thread, contactRead: event.data.seq } };
    }
    default:
      return threads;
  }
}

/** One message that is news; of a conversation that is not open it is not kept. */
export function place(threads: Threads, message: Message): Threads {
  const thread = threads[message.conversation_id];
  return thread ? { ...threads, [message.conversation_id]: insert(thread, message) } : threads;
}

/** A page of its own: the newest messages, or those around one. `last`: the highest number known of. */
export function placePage(threads: Threads, id: string, page: List<Message>, last = 0): Threads {
  const known = threads[id];
  const top = Math.max(last, known?.last ?? 0, page.items.at(-1)?.seq ?? 0);
  return { ...threads, [id]: { items: page.items, more: page.next !== null, last: top, contactRead: known?.contactRead ?? 0 } };
}

export function placeOlder(threads: Threads, id: string, page: List<Message>): Threads {
  const thread = threads[id];
  if (!thread || (page.items.at(-1)?.seq ?? 0) < (thread.items[0]?.seq ?? 0) - 1) return threads;
  const items = merged(thread.items, page.items).slice(0, MESSAGES);
  return { ...threads, [id]: { ...thread, items, more: page.next !== null } };
}

export function placeNewer(threads: Threads, id: string, page: List<Message>): Threads {
  const thread = threads[id];
  if (!thread || (page.items[0]?.seq ?? Infinity) > end(thread) + 1) return threads;
  return { ...threads, [id]: cut({ ...thread, items: merged(thread.items, page.items), last: Math.max(thread.last, page.items.at(-1)?.seq ?? 0) }, MESSAGES) };
}

export function close(threads: Threads, id: string): Threads {
  if (!(id in threads)) return threads;
  const rest = { ...threads };
  delete rest[id];
  return rest;
}

function insert(thread: Thread, message: Message): Thread {
  const last = Math.max(thread.last, message.seq);
  // Beyond the end, or an old message that changed above the loaded part: it comes with that part.
  const apart = message.seq > end(thread) + 1 || message.seq < (thread.items[0]?.seq ?? 0);
  if (apart) return last === thread.last ? thread : { ...thread, last };
  const items = merged(thread.items, [message]);
  return cut({ ...thread, items, last }, items.length > MESSAGES + STRIDE ? MESSAGES : Infinity);
}

function cut(thread: Thread, most: number): Thread {
  return thread.items.length <= most ? thread : { ...thread, items: thread.items.slice(-most), more: true };
}

function merged(known: readonly Message[], incoming: readonly Message[]): Message[] {
  const bySeq = new Map(known.map((m) => [m.seq, m]));
  for (const message of incoming) {
    const there = bySeq.get(message.seq);
    // A page that was on its way when the message was recalled must not bring its words back.
    if (there?.state === "recalled" && message.state !== "recalled") continue;
    // What only the sender is told (client_id) must survive the copy that everybody gets.
    const client_id = message.client_id ?? there?.client_id ?? null;
    bySeq.set(message.seq, { ...message, client_id });
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
