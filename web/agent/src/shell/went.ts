// What became of a conversation that was mine. Pure.
import type { Conversation } from "@yingke/shared";

export type Whither = "colleague" | "queue" | "pool" | "ended";

/** Null: nothing to tell, because it is still mine or I ended it myself. */
export function went(c: Conversation, me: string): Whither | null {
  if (c.status === "queued") return "queue";
  if (c.status === "pooled") return "pool";
  if (c.status === "ended") return c.assignee_id === me && c.ended_by === "agent" ? null : "ended";
  return c.assignee_id === me ? null : "colleague";
}
