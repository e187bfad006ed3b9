// The conversations this agent may see, as far as they were loaded, and which of them belong to which view.
// Pure: the stream and the loaders decide when, this file decides what follows.
import type { Conversation, List, View } from "@yingke/shared";
import type { StreamEvent } from "../stream/events";

export interface ViewPage {
  /** Where the next older page begins, null when everything is here. */
  next: string | null;
  /** The oldest activity loaded: what lies below it belongs to a page not fetched yet. */
  floor: string | null;
}

export interface Conversations {
  byId: Readonly<Record<string, Conversation>>;
  views: Readonly<Partial<Record<View, ViewPage>>>;
}

export const noConversations: Conversations = { byId: {}, views: {} };

export function apply(state: Conversations, event: StreamEvent): Conversations {
  switch (event.name) {
    case "message_created":
    case "message_updated":
    case "conversation_updated":
      return upsert(state, event.data.conversation);
    case "conversation_removed":
      return without(state, event.data.id);
    case "conversation_read": {
      const known = state.byId[event.data.id];
      if (!known || event.data.by !== "agent") return state;
      return { ...state, byId: { ...state.byId, [known.id]: { ...known, unread: event.data.unread } } };
    }
    default:
      return state;
  }
}

export function placePage(state: Conversations, view: View, page: List<Conversation>): Conversations {
  const merged = page.items.reduce(upsert, state);
  const last = page.items.at(-1);
  const before = state.views[view]?.floor ?? null;
  const floor = page.next === null ? null : (last?.last_at ?? before);
  return { byId: merged.byId, views: { ...state.views, [view]: { next: page.next, floor } } };
}

export function place(state: Conversations, conversation: Conversation): Conversations {
  return upsert(state, conversation);
}

export function without(state: Conversations, id: string): Conversations {
  if (!(id in state.byId)) return state;
  const byId = { ...state.byId };
  delete byId[id];
  return { ...state, byId };
}

function upsert(state: Conversations, incoming: Conversation): Conversations {
  const known = state.byId[incoming.id];
  if (known && older(incoming, known)) return state;
  return { ...state, byId: { ...state.byId, [incoming.id]: incoming } };
}

// An event that overtook another must not bring the past back.
function older(a: Conversation, b: Conversation): boolean {
  return a.seq < b.seq || (a.seq === b.seq && a.last_at < b.last_at);
}

export function inView(view: View, conversation: Conversation, me: string): boolean {
  const { status, assignee_id } = conversation;
  const live = status === "open" || status === "snoozed";
  switch (view) {
    case "mine":
      return live && assignee_id === me;
    case "queue":
      return status === "queued";
    case "pool":
      return status === "pooled" || (status === "open" && conversation.offline);
    case "colleagues":
      return live && assignee_id !== null && assignee_id !== me;
    case "ended":
      return status === "ended";
    case "all":
      return true;
  }
}

export function shown(state: Conversations, view: View, me: string): Conversation[] {
  const floor = state.views[view]?.floor ?? null;
  return Object.values(state.byId)
    .filter((c) => inView(view, c, me) && (floor === null || c.last_at >= floor))
    .sort(newestFirst);
}

export function newestFirst(a: Conversation, b: Conversation): number {
  if (a.last_at !== b.last_at) return a.last_at < b.last_at ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
