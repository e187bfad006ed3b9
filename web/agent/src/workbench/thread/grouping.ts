// Where a day begins and where a run of messages by one person begins, so that names and times stand once.
import type { Message } from "@yingke/shared";

export interface Row {
  message: Message;
  newDay: boolean;
  first: boolean;
}

const RUN = 5 * 60_000;

export function grouped(items: readonly Message[]): Row[] {
  return items.map((message, i) => {
    const before = items[i - 1];
    const newDay = !before || new Date(before.created_at).toDateString() !== new Date(message.created_at).toDateString();
    return { message, newDay, first: newDay || !before || !sameRun(before, message) };
  });
}

function sameRun(a: Message, b: Message): boolean {
  const close = Date.parse(b.created_at) - Date.parse(a.created_at) < RUN;
  return close && a.kind !== "event" && (a.kind === "note") === (b.kind === "note") && a.sender.type === b.sender.type && a.sender.id === b.sender.id;
}
