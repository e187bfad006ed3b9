// Which events are worth a call, and which of several windows makes it. Pure.
import type { Conversation } from "@yingke/shared";
import type { StreamEvent } from "../stream/events";

export interface Alert {
  /** The same in every window. */
  key: string;
  why: "message" | "assigned" | "queued" | "mentioned";
  conversation: Conversation;
  text: string;
}

/** After a computer wakes up it hears the whole night at once; that is no news any more. */
const STALE = 120_000;

export function alertOf(event: StreamEvent, me: string, seesQueue: boolean, now: number): Alert | null {
  if (event.name !== "message_created" && event.name !== "mentioned") return null;
  const { message, conversation } = event.data;
  if (now - Date.parse(message.created_at) > STALE) return null;
  const alert = (why: Alert["why"], text: string): Alert => ({ key: message.id, why, conversation, text });
  if (event.name === "mentioned") return alert("mentioned", message.text);
  const mine = conversation.assignee_id === me;
  if (message.kind === "event") {
    const { type = "", agent_id } = message.event ?? {};
    if (type === "queued") return seesQueue ? alert("queued", "") : null;
    const handed = ["assigned", "transferred", "returned"].includes(type) && agent_id === me && mine;
    return handed && message.sender.id !== me ? alert("assigned", conversation.last_message?.text ?? "") : null;
  }
  return message.sender.type === "contact" && mine && !message.automatic ? alert("message", message.text) : null;
}

/** What a window says to the others when it hears of something. */
export interface Claim {
  window: string;
  /** Somebody looks at this window. */
  focused: boolean;
  /** He looks at this very conversation. */
  seen: boolean;
}

export function verdict(own: Claim, others: readonly Claim[]): { sound: boolean; desktop: boolean } {
  const all = [own, ...others];
  if (all.some((one) => one.seen)) return { sound: false, desktop: false };
  const first = all.every((one) => own.window <= one.window);
  return { sound: first, desktop: first && !all.some((one) => one.focused) };
}
