// The messages on the screen, as plain values: what is known from the desk, each once and in order, and what of our own
// is still on its way. No network, no clock.
import { last } from "./last";
import type { Pending } from "./outbox";
import type { Message, Quote } from "./types";
import type { Aside } from "./view";

/** Adds or replaces by id; a message heard twice, or heard and loaded, stays one. */
export function merge(known: readonly Message[], news: readonly Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of news) {
    const before = byId.get(message.id);
    byId.set(message.id, before ? newer(before, message) : message);
  }
  return [...byId.values()].sort(inOrder);
}

// A recall is final: an older copy of the message that arrives late must not bring its text back.
function newer(before: Message, after: Message): Message {
  const message = before.state === "recalled" ? before : after;
  return { ...message, client_id: after.client_id ?? before.client_id };
}

// seq counts within one conversation; between conversations only time tells.
function inOrder(a: Message, b: Message): number {
  if (a.conversation_id === b.conversation_id) return a.seq - b.seq;
  return a.created_at < b.created_at ? -1 : 1;
}

export function clientIds(messages: readonly Message[]): string[] {
  return messages.flatMap(({ client_id }) => client_id ?? []);
}

export type Line =
  | { type: "day"; key: string; at: string }
  | { type: "event"; key: string; message: Message }
  | { type: "aside"; key: string; aside: Aside }
  | { type: "said"; key: string; message: Message; mine: boolean; first: boolean; last: boolean; receipt: "sent" | "read" | null }
  | { type: "pending"; key: string; pending: Pending; first: boolean; last: boolean };

const CLUSTER_MS = 5 * 60_000;

/** What to draw: day marks, clusters of one speaker, one receipt under the newest own message. */
export function lines(messages: readonly Message[], outbox: readonly Pending[], readSeq: number, asides: readonly Aside[] = []): Line[] {
  const drawn: Line[] = [];
  const askedAfter = (id: string | null) =>
    asides.forEach((aside) => aside.after === id && drawn.push({ type: "aside", key: aside.question, aside }));
  // What was tapped before the first message belongs behind the shop's greeting.
  const greeted = messages[0]?.automatic;
  if (!greeted) askedAfter(null);
  // The stream may bring a message before the answer to its sending does.
  const arrived = new Set(clientIds(messages));
  const pending = outbox.filter((item) => !arrived.has(item.client_id));
  const newestOwn = pending.length ? undefined : last(messages.filter(isMine));
  messages.forEach((message, i) => {
    const [before, after] = [messages[i - 1], messages[i + 1]];
    if (!before || dayOf(before) !== dayOf(message)) drawn.push({ type: "day", key: `d${dayOf(message)}`, at: message.created_at });
    if (message.kind === "event") {
      drawn.push({ type: "event", key: message.id, message });
      return askedAfter(message.id);
    }
    const first = !before || !together(before, message);
    const last = after ? !together(message, after) : !(pending.length && isMine(message));
    const receipt = message === newestOwn ? (message.seq <= readSeq ? "read" : "sent") : null;
    drawn.push({ type: "said", key: message.client_id ?? message.id, message, mine: isMine(message), first, last, receipt });
    if (greeted && i === 0) askedAfter(null);
    askedAfter(message.id);
  });
  const spokeLast = last(messages);
  pending.forEach((item, i) => {
    const first = i === 0 && !(spokeLast && isMine(spokeLast) && spokeLast.kind !== "event");
    drawn.push({ type: "pending", key: item.client_id, pending: item, first, last: i === pending.length - 1 });
  });
  return drawn;
}

/** As much of a message as stands above its answer. */
export function quoteOf({ id, sender, text, attachments, state }: Message): Quote {
  return { id, sender, state, text: (text || attachments[0]?.name || "").slice(0, 100) };
}

export function isMine(message: { sender: Message["sender"] }): boolean {
  return message.sender.type === "contact";
}

function together(a: Message, b: Message): boolean {
  if (a.kind === "event" || b.kind === "event" || dayOf(a) !== dayOf(b)) return false;
  const soon = Date.parse(b.created_at) - Date.parse(a.created_at) < CLUSTER_MS;
  return soon && a.sender.type === b.sender.type && a.sender.name === b.sender.name && a.automatic === b.automatic;
}

/** The visitor's own day, not the server's. */
function dayOf(message: Message): string {
  return new Date(message.created_at).toDateString();
}
