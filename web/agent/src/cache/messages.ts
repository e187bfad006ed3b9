// The messages of the conversations that were opened. Pure; see cache/conversations.ts for the summaries.
import type { List, Message } from "@yingke/shared";
import type { StreamEvent } from "../stream/events";

export interface Thread {
  items: readonly Message[];
  /** There are older messages than the first one here. */
  more: boolean;
  /** A number is missing in the middle: what lies between has to be fetched. */
  gap: boolean;
  /** How far the contact has read, as far as this page has heard. */
  contactRead: number;
}

export type Threads = Readonly<Record<string, Thread>>;

export function apply(threads: Threads, event: StreamEvent): Threads {
  switch (event.name) {
    case "message_created":
    case "message_updated": {
      const { message } = event.data;
      const thread = threads[message.conversation_id];
      return thread ? { ...threads, [message.conversation_id]: insert(thread, message) } : threads;
    }
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

/** The newest page, as answered without before and after. */
export function placeNewest(threads: Threads, id: string, page: List<Message>): Threads {
  const contactRead = threads[id]?.contactRead ?? 0;
  return { ...threads, [id]: { items: page.items, more: page.next !== null, gap: false, contactRead } };
}

export function placeOlder(threads: Threads, id: string, page: List<Message>): Threads {
  const thread = threads[id];
  if (!thread) return threads;
  return { ...threads, [id]: { ...thread, items: merged(thread.items, page.items), more: page.next !== null } };
}

export function placeMissing(threads: Threads, id: string, page: List<Message>): Threads {
  const thread = threads[id];
  if (!thread) return threads;
  const items = merged(thread.items, page.items);
  return { ...threads, [id]: { ...thread, items, gap: holed(items) && page.next !== null } };
}

export function close(threads: Threads, id: string): Threads {
  if (!(id in threads)) return threads;
  const rest = { ...threads };
  delete rest[id];
  return rest;
}

function insert(thread: Thread, message: Message): Thread {
  const first = thread.items[0];
  // An old message that changed, above the part loaded: it will come right when that part is fetched.
  if (first && thread.more && message.seq < first.seq) return thread;
  const items = merged(thread.items, [message]);
  return { ...thread, items, gap: thread.gap || holed(items) };
}

function merged(known: readonly Message[], incoming: readonly Message[]): Message[] {
  const bySeq = new Map(known.map((m) => [m.seq, m]));
  for (const message of incoming) {
    // What only the sender is told (client_id) must survive the copy that everybody gets.
    const client_id = message.client_id ?? bySeq.get(message.seq)?.client_id ?? null;
    bySeq.set(message.seq, { ...message, client_id });
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

function holed(items: readonly Message[]): boolean {
  return items.some((m, i) => i > 0 && m.seq !== (items[i - 1]?.seq ?? 0) + 1);
}
