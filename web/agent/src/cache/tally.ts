// The counters beside the views, kept by what events tell. A summary adds to some of them; when it changes, so do they.
// Pure: when to ask the server for a recount is decided in counting.ts.
import type { Conversation, Counts } from "@yingke/shared";
import { inView } from "./conversations";

/** To which counters a conversation adds, as one small number, since it is kept for every live conversation. */
export type Mark = number;
const COUNTERS = ["mine", "mine_unread", "queued", "pooled", "colleagues"] as const;

export function markOf(c: Conversation, me: string): Mark {
  if (c.status === "ended") return 0;
  const mine = inView("mine", c, me);
  const adds = [mine, mine && c.unread > 0, inView("queue", c, me), inView("pool", c, me), inView("colleagues", c, me)];
  return adds.reduce((mark, added, i) => (added ? mark | (1 << i) : mark), 0);
}

export function recounted(counts: Counts, before: Mark, after: Mark): Counts {
  if (before === after) return counts;
  const next = { ...counts };
  COUNTERS.forEach((name, i) => (next[name] = Math.max(0, counts[name] + ((after >> i) & 1) - ((before >> i) & 1))));
  return next;
}
