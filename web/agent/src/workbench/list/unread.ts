// Which conversation waits for me longest: mine, unread, the one whose customer has waited longest first.
import { keyOf } from "../../cache/conversations";
import { desk } from "../../desk";

export function nextUnread(current: string | null): string | undefined {
  const { byId, views } = desk.conversations.value;
  return (views[keyOf({ view: "mine" })]?.ids ?? [])
    .flatMap((id) => byId[id] ?? [])
    .filter((c) => c.unread > 0 && c.id !== current)
    .sort((a, b) => ((a.waiting_since ?? a.last_at) < (b.waiting_since ?? b.last_at) ? -1 : 1))[0]?.id;
}
