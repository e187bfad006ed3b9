// The state of this browser window: one cache per feature, fed by loads and by the stream, and the only place where
// the two meet. Screens read from here and ask it to load; what an event means is decided in cache/.
import { computed, shallowRef } from "vue";
import type { Conversation, ConversationDetail, Counts, Me } from "@yingke/shared";
import { api, listen } from "./api";
import { earliest, forgetEarly, rememberHere } from "./early";
import * as conversations from "./cache/conversations";
import * as me from "./cache/me";
import * as messages from "./cache/messages";
import * as team from "./cache/team";
import { Connection, type Link } from "./stream/connection";
import type { Outgoing, StreamEvent } from "./stream/events";
import { tell, tellOpen } from "./stream/hearers";
import { Journal } from "./stream/journal";
import { Counting } from "./counting";

export const desk = {
  me: shallowRef<Me | null>(null),
  conversations: shallowRef(conversations.noConversations()),
  threads: shallowRef<messages.Threads>({}),
  team: shallowRef<team.Team>({}),
  counts: shallowRef<Counts | null>(null),
  details: shallowRef<Readonly<Record<string, ConversationDetail>>>({}),
  link: shallowRef<Link>("idle"),
  /** Grows whenever everything shown has to be loaded anew; pages with data of their own watch it. */
  epoch: shallowRef(0),
  signedOut: shallowRef(false),
};

export const myId = computed(() => desk.me.value?.agent.id ?? "");
export const can = (permission: string) => me.can(desk.me.value, permission);
export const canBeyondOwn = (permission: string) => me.canBeyondOwn(desk.me.value, permission);

export { hear, onOpen } from "./stream/hearers";

const journal = new Journal();
const counting = new Counting(
  () => ({ counts: desk.counts.value, me: myId.value }),
  (counts) => (desk.counts.value = counts),
  () => loadCounts(),
);

function apply(event: StreamEvent): void {
  desk.conversations.value = conversations.apply(desk.conversations.value, event, myId.value);
  desk.threads.value = messages.apply(desk.threads.value, event);
  desk.team.value = team.apply(desk.team.value, event);
  desk.me.value = me.apply(desk.me.value, event);
}

function receive(event: StreamEvent): void {
  journal.record(event);
  apply(event);
  counting.hear(event);
  if (event.name === "me_updated") void loadMe();
  if (event.name === "conversation_removed") forget(event.data.id);
  tell(event);
}

function socket(): WebSocket {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/api/v1/socket`);
}

const connection = new Connection(
  socket as () => never,
  {
    onEvent: receive,
    onLink: (link) => (desk.link.value = link),
    onReset: () => void reload(),
    onOpen: tellOpen,
    onSignedOut: () => (desk.signedOut.value = true),
  },
  () => performance.now(),
  Math.random,
);

listen(
  (position) => connection.began(position),
  () => desk.me.value && (desk.signedOut.value = true),
);
addEventListener("online", () => connection.nudge());
document.addEventListener("visibilitychange", () => document.hidden || connection.nudge());

export const say = (frame: Outgoing) => connection.say(frame);

// ---- loading -------------------------------------------------------------------------------------------------------

/** Refused when nobody is signed in. A position left over from an earlier session would belong to another agent. */
export async function begin(): Promise<Me> {
  connection.stop();
  desk.signedOut.value = false;
  try {
    const lowest = earliest();
    const found = await loadMe();
    rememberHere();
    // What was asked early may have been answered before something happened that the others know already.
    void lowest.then((from) => {
      if (from !== null) connection.began(from);
      if (desk.me.value) connection.connect();
    });
    await Promise.all([loadTeam(), loadCounts()]);
    return found;
  } catch (error) {
    forgetEarly();
    throw error;
  }
}

/** Before signing out, so that the end of one's own session is no news. */
export const hangUp = () => connection.stop();

async function reload(): Promise<void> {
  counting.forget();
  desk.conversations.value = conversations.noConversations();
  desk.threads.value = {};
  desk.details.value = {};
  desk.epoch.value++;
  await Promise.all([loadMe(), loadTeam(), loadCounts()]).catch(() => {});
}

/** A snapshot, with the events played over it that came while it was on its way. */
export const journaled = <T>(fetch: () => Promise<T>, place: (snapshot: T) => void): Promise<T> => journal.load(fetch, place, apply);

export const loadMe = () => journaled(() => api.me(), (found) => (desk.me.value = found));
export const loadTeam = () => journaled(() => api.team(), (members) => (desk.team.value = team.place(members)));
export const loadCounts = () => api.counts().then((counts) => (desk.counts.value = counts));

const PAGE = 100;

/** The next page of a list, or its first; what the server can't narrow by is left out here. */
export async function loadList(rule: conversations.Rule, cursor: string | null): Promise<void> {
  const { view, channel, tag } = rule;
  await journaled(
    () => api.conversations({ view, channel, tag, cursor, limit: PAGE }),
    (page) => {
      counting.learn(page.items);
      desk.conversations.value = conversations.placePage(desk.conversations.value, rule, page, cursor === null, myId.value);
    },
  );
}

const OPEN_KEPT = 12;
let recent: string[] = [];

/** Only a dozen conversations stay loaded behind the one that is open; an agent opens hundreds a day. */
export function opened(id: string): void {
  recent = [id, ...recent.filter((one) => one !== id)].slice(0, OPEN_KEPT);
  const kept = <T>(all: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(all).filter(([key]) => recent.includes(key)));
  desk.threads.value = kept(desk.threads.value);
  desk.details.value = kept(desk.details.value);
  showing();
}

/** The lists worth keeping up to date: one's own, and the one on the screen. */
export function showing(rule?: conversations.Rule): void {
  if (rule) shown = rule;
  desk.conversations.value = conversations.keepOnly(desk.conversations.value, [MINE, conversations.keyOf(shown)], [...recent, ...found]);
}

/** What a search found belongs to no list and is kept as long as it is shown. */
export function showFound(items: readonly Conversation[], ids: readonly string[]): void {
  found = ids;
  counting.learn(items);
  const state: conversations.Conversations = { ...desk.conversations.value, pinned: new Set([...recent, ...found]) };
  desk.conversations.value = items.reduce((all, one) => conversations.place(all, one, myId.value), state);
}
let found: readonly string[] = [];
const MINE = conversations.keyOf({ view: "mine" });
let shown: conversations.Rule = { view: "mine" };

export async function loadConversation(id: string): Promise<ConversationDetail> {
  return journaled(() => api.conversation(id), placeDetail);
}

function placeDetail(detail: ConversationDetail): void {
  const { draft: _draft, page: _page, participants: _participants, previous_id: _previous, link_name: _link, unseen_mentions: _calls, ...rest } = detail;
  const { abilities: _abilities, form: _form, summary: _summary, rating: _rating, rating_invited: _invited, ...summary } = rest;
  desk.details.value = { ...desk.details.value, [detail.id]: detail };
  const pinned = new Set(desk.conversations.value.pinned).add(detail.id);
  counting.learn([summary]);
  desk.conversations.value = conversations.place({ ...desk.conversations.value, pinned }, summary, myId.value);
}

export function placeConversation(conversation: Conversation): void {
  counting.changed(conversation);
  desk.conversations.value = conversations.place(desk.conversations.value, conversation, myId.value);
}

function forget(id: string): void {
  if (!(id in desk.details.value)) return;
  const rest = { ...desk.details.value };
  delete rest[id];
  desk.details.value = rest;
}
