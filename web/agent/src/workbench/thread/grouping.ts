// Where a day begins, where a run of messages by one person begins, and where the unread ones begin, so that dates and
// names stand once.
import type { Message } from "@yingke/shared";

export interface Row {
  message: Message;
  newDay: boolean;
  first: boolean;
}

const RUN = 5 * 60_000;
// Asking a date for its day is slow enough to be felt with some hundred messages at each event.
const days = new Map<string, string>();

function dayOf(at: string): string {
  const hour = at.slice(0, 13);
  const known = days.get(hour);
  if (known) return known;
  // Time zones are whole quarters of an hour apart, so the hour alone decides only where they are whole hours.
  if (new Date(at).getTimezoneOffset() % 60 !== 0) return new Date(at).toDateString();
  if (days.size > 5000) days.clear();
  const day = new Date(at).toDateString();
  days.set(hour, day);
  return day;
}

export function grouped(items: readonly Message[]): Row[] {
  return items.map((message, i) => {
    const before = items[i - 1];
    const newDay = !before || dayOf(before.created_at) !== dayOf(message.created_at);
    return { message, newDay, first: newDay || !before || !sameRun(before, message) };
  });
}

function sameRun(a: Message, b: Message): boolean {
  if (a.kind === "event" || a.state === "recalled" || (a.kind === "note") !== (b.kind === "note")) return false;
  if (a.sender.type !== b.sender.type || a.sender.id !== b.sender.id || a.automatic !== b.automatic) return false;
  return Date.parse(b.created_at) - Date.parse(a.created_at) < RUN;
}

/** A height to begin with, before the row was drawn. */
export function guess({ message: m, newDay, first }: Row): number {
  const around = (newDay ? 56 : 0) + (first ? 30 : 3);
  if (m.kind === "event" || m.state === "recalled") return around + 44;
  const lines = m.text.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / 36), 0);
  return around + 14 + lines * 22 + (m.reply_to ? 44 : 0) + m.attachments.length * (m.attachments.some((a) => a.type.startsWith("image/")) ? 120 : 46);
}

/** Of the messages that the contact wrote, the first of the last `unread`. */
export function firstUnread(items: readonly Message[], unread: number): number | null {
  if (unread <= 0) return null;
  const theirs = items.filter((m) => m.sender.type === "contact");
  return theirs.at(-unread)?.seq ?? null;
}

/** The number of the last message to the contact that an agent wrote, 0 without one. */
export function newestOurs(items: readonly Message[]): number {
  return items.findLast((m) => m.sender.type === "agent" && m.kind !== "note" && m.kind !== "event" && m.state === "sent")?.seq ?? 0;
}
