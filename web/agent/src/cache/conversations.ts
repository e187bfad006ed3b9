// The conversations this window shows: their summaries, and in which order which of them stand in the lists that are
// loaded. What no list shows and nobody has open is not kept, or a desk that runs all day would grow all day.
// An update consumes the state it is given: the summaries are kept in one map that is changed in place, because copying
// ten thousand of them for every event would be felt; lists are new arrays whenever they changed.
import type { Conversation, List, View } from "@yingke/shared";
import type { StreamEvent } from "../stream/events";

/** Which conversations a list is about: a view, narrowed. */
export interface Rule {
  view: View;
  channel?: string | null;
  inbox?: string | null;
  tag?: string | null;
}

export interface ViewPage {
  rule: Rule;
  /** Newest activity first. */
  ids: readonly string[];
  /** Where the next older page begins, null when everything is here. */
  next: string | null;
  /** The oldest activity loaded: what lies below it belongs to a page not fetched yet. */
  floor: string | null;
}

export interface Conversations {
  byId: Record<string, Conversation>;
  views: Readonly<Record<string, ViewPage>>;
  /** Kept although no list shows them: they are open, or were a moment ago. */
  pinned: ReadonlySet<string>;
}

export const noConversations = (): Conversations => ({ byId: {}, views: {}, pinned: new Set() });

export const keyOf = ({ view, channel, inbox, tag }: Rule) => [view, channel ?? "", inbox ?? "", tag ?? ""].join("/");

export function apply(state: Conversations, event: StreamEvent, me: string): Conversations {
  switch (event.name) {
    case "message_created":
    case "message_updated":
    case "conversation_updated":
      return place(state, event.data.conversation, me);
    case "mentioned":
      return mentioned(state, event.data.conversation, me);
    case "conversation_removed":
      return without(state, event.data.id);
    case "conversation_read": {
      const known = state.byId[event.data.id];
      if (!known || event.data.by !== "agent") return state;
      state.byId[known.id] = { ...known, unread: event.data.unread };
      return { ...state };
    }
    default:
      return state;
  }
}

/** A page of a list. The first page begins the list anew, so that what was scrolled past can be forgotten. */
export function placePage(state: Conversations, rule: Rule, page: List<Conversation>, first: boolean, me: string): Conversations {
  const before = first ? undefined : state.views[keyOf(rule)];
  for (const one of page.items) {
    const there = state.byId[one.id];
    if (!there || !older(one, there)) state.byId[one.id] = one;
  }
  const known = new Set(before?.ids ?? []);
  const fresh = page.items.flatMap(({ id }) => state.byId[id] ?? []).filter((c) => !known.has(c.id) && belongs(rule, c, me, true));
  const floor = page.next === null ? null : (page.items.at(-1)?.last_at ?? before?.floor ?? null);
  const sorted = appended(before?.ids ?? [], fresh, state.byId);
  const views = { ...state.views, [keyOf(rule)]: { rule, ids: sorted, next: page.next, floor } };
  return first ? sifted({ ...state, views }) : { ...state, views };
}

// The next page lies below what is there, so nothing is sorted again; only an event that came in between can break that.
function appended(ids: readonly string[], fresh: readonly Conversation[], byId: Record<string, Conversation>): readonly string[] {
  const below = [...fresh].sort(newestFirst);
  const all = [...ids, ...below.map((c) => c.id)];
  const [last, first] = [byId[ids.at(-1) ?? ""], below[0]];
  if (!last || !first || newestFirst(last, first) < 0) return all;
  return all.sort((a, b) => newestFirst(byId[a] as Conversation, byId[b] as Conversation));
}

/** One summary that is news. */
export function place(state: Conversations, incoming: Conversation, me: string): Conversations {
  const known = state.byId[incoming.id];
  if (known && older(incoming, known)) return state;
  state.byId[incoming.id] = incoming;
  const views: Record<string, ViewPage> = { ...state.views };
  let shown = state.pinned.has(incoming.id);
  for (const [key, page] of Object.entries(views)) {
    const ids = moved(page, incoming, state.byId, me);
    if (ids !== page.ids) views[key] = { ...page, ids };
    shown ||= ids.includes(incoming.id);
  }
  if (!shown) delete state.byId[incoming.id];
  return { ...state, views };
}

function mentioned(state: Conversations, incoming: Conversation, me: string): Conversations {
  const views: Record<string, ViewPage> = { ...state.views };
  for (const [key, page] of Object.entries(views)) {
    if (page.rule.view !== "mentioned" || page.ids.includes(incoming.id)) continue;
    if (belongs(page.rule, incoming, me, true)) views[key] = { ...page, ids: [incoming.id, ...page.ids] };
  }
  return place({ ...state, views }, incoming, me);
}

export function without(state: Conversations, id: string): Conversations {
  if (!(id in state.byId)) return state;
  delete state.byId[id];
  const views = Object.fromEntries(Object.entries(state.views).map(([key, page]) => [key, { ...page, ids: page.ids.filter((one) => one !== id) }]));
  return { ...state, views };
}

/** Forgets all lists but these, and every summary that only the others showed. */
export function keepOnly(state: Conversations, keys: readonly string[], pinned: Iterable<string>): Conversations {
  const views = Object.fromEntries(Object.entries(state.views).filter(([key]) => keys.includes(key)));
  return sifted({ ...state, views, pinned: new Set(pinned) });
}

function sifted(state: Conversations): Conversations {
  const shown = new Set(state.pinned);
  Object.values(state.views).forEach((page) => page.ids.forEach((id) => shown.add(id)));
  return { ...state, byId: Object.fromEntries(Object.entries(state.byId).filter(([id]) => shown.has(id))) };
}

// Where a list stands after a summary changed: the same array when neither order nor membership did.
function moved(page: ViewPage, c: Conversation, byId: Record<string, Conversation>, me: string): readonly string[] {
  const at = page.ids.indexOf(c.id);
  const stays = belongs(page.rule, c, me, at >= 0) && (at >= 0 || page.floor === null || c.last_at >= page.floor);
  if (!stays) return at < 0 ? page.ids : page.ids.filter((id) => id !== c.id);
  const beside = (i: number) => byId[page.ids[i] ?? ""];
  const [above, below] = [beside(at - 1), beside(at + 1)];
  if (at >= 0 && (!above || newestFirst(above, c) < 0) && (!below || newestFirst(c, below) < 0)) return page.ids;
  const rest = at < 0 ? [...page.ids] : page.ids.filter((id) => id !== c.id);
  let [low, high] = [0, rest.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = byId[rest[middle] ?? ""];
    if (there && newestFirst(there, c) < 0) low = middle + 1;
    else high = middle;
  }
  rest.splice(low, 0, c.id);
  return rest;
}

// An event that overtook another must not bring the past back.
function older(a: Conversation, b: Conversation): boolean {
  return a.seq < b.seq || (a.seq === b.seq && a.last_at < b.last_at);
}

/** `listed`: it stands in the list already. Who mentioned whom a summary does not tell, so there the list itself knows. */
function belongs(rule: Rule, c: Conversation, me: string, listed: boolean): boolean {
  if (rule.channel && c.channel !== rule.channel) return false;
  if (rule.inbox && c.inbox_id !== rule.inbox) return false;
  if (rule.tag && !c.tag_ids?.includes(rule.tag)) return false;
  return rule.view === "mentioned" ? listed : inView(rule.view, c, me);
}

export function inView(view: Exclude<View, "mentioned">, conversation: Conversation, me: string): boolean {
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

export function newestFirst(a: Conversation, b: Conversation): number {
  if (a.last_at !== b.last_at) return a.last_at < b.last_at ? 1 : -1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? 1 : -1;
}
