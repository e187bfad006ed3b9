// The state of this browser window: one cache per feature, fed by loads and by the stream, and the only place where
// the two meet. Screens read from here and ask it to load; what an event means is decided in cache/.
import { computed, reactive, shallowRef } from "vue";
import type { Conversation, ConversationDetail, Counts, Me, Message } from "@yingke/shared";
import { api, listen } from "./api";
import { earliest, forgetEarly, forgetHere, rememberHere } from "./early";
import * as conversations from "./cache/conversations";
import * as me from "./cache/me";
import * as messages from "./cache/messages";
import * as team from "./cache/team";
import { Connection, type Link } from "./stream/connection";
import type { Outgoing, StreamEvent } from "./stream/events";
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

/** Others that want to hear events without being a cache: typing, drafts, settings pages, the outbox. */
const hearers = new Set<(event: StreamEvent) => void>();
export function hear(hearer: (event: StreamEvent) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}
const openers = new Set<() => void>();
export function onOpen(opener: () => void): () => void {
  openers.add(opener);
  return () => openers.delete(opener);
}

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
  hearers.forEach((hearer) => hearer(event));
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
    onOpen: () => openers.forEach((opener) => opener()),
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
    const from = await earliest();
    if (from !== null) connection.began(from);
    const found = await loadMe();
    rememberHere();
    connection.connect();
    await Promise.all([loadTeam(), loadCounts()]);
    return found;
  } catch (error) {
    forgetEarly();
    throw error;
  }
}

/** Before signing out, so that the end of one's own session is no news. */
export const hangUp = () => connection.stop();

export function leave(): void {
  forgetHere();
  forgetEarly();
  connection.stop();
  counting.forget();
  recent = [];
  desk.me.value = null;
  desk.conversations.value = conversations.noConversations();
  desk.threads.value = {};
  desk.team.value = {};
  desk.details.value = {};
  desk.counts.value = null;
}

async function reload(): Promise<void> {
  counting.forget();
  desk.conversations.value = conversations.noConversations();
  desk.threads.value = {};
  desk.details.value = {};
  desk.epoch.value++;
  await Promise.all([loadMe(), loadTeam(), loadCounts()]).catch(() => {});
}

export const loadMe = () => journal.load(() => api.me(), (found) => (desk.me.value = found), apply);

export const loadTeam = () =>
  journal.load(() => api.team(), (members) => (desk.team.value = team.place(members)), apply);

export const loadCounts = () => journal.load(() => api.counts(), (counts) => (desk.counts.value = counts), () => {});

const PAGE = 100;

/** The next page of a list, or its first; what the server can't narrow by is left out here. */
export async function loadList(rule: conversations.Rule, cursor: string | null): Promise<void> {
  const { view, channel, tag } = rule;
  await journal.load(
    () => api.conversations({ view, channel, tag, cursor, limit: PAGE }),
    (page) => {
      counting.learn(page.items);
      desk.conversations.value = conversations.placePage(desk.conversations.value, rule, page, cursor === null, myId.value);
    },
    apply,
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
  return journal.load(() => api.conversation(id), placeDetail, apply);
}

function placeDetail(detail: ConversationDetail): void {
  const { draft: _draft, page: _page, participants: _participants, previous_id: _previous, link_name: _link, ...rest } = detail;
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

// ---- messages: a run of them, wherever in the history it lies -----------------------------------------------------------

const RUN = 80;

/** The newest ones, or those around one. */
export async function loadMessages(id: string, around?: number): Promise<void> {
  await journal.load(
    () => api.messages(id, around === undefined ? { limit: RUN } : { around, limit: RUN }),
    (page) => (desk.threads.value = messages.placePage(desk.threads.value, id, page, desk.conversations.value.byId[id]?.seq)),
    apply,
  );
}

export async function loadOlder(id: string): Promise<void> {
  const before = desk.threads.value[id]?.items[0]?.seq;
  if (before === undefined) return;
  const page = await api.messages(id, { before, limit: RUN });
  desk.threads.value = messages.placeOlder(desk.threads.value, id, page);
}

export async function loadNewer(id: string): Promise<void> {
  const thread = desk.threads.value[id];
  if (!thread) return;
  const page = await api.messages(id, { after: messages.end(thread), limit: RUN });
  desk.threads.value = messages.placeNewer(desk.threads.value, id, page);
}

export function placeMessage(message: Message): void {
  desk.threads.value = messages.place(desk.threads.value, message);
}

function forget(id: string): void {
  if (!(id in desk.details.value)) return;
  const rest = { ...desk.details.value };
  delete rest[id];
  desk.details.value = rest;
}

// ---- typing of others ----------------------------------------------------------------------------------------------

export const typing = reactive<Record<string, string>>({});
const typingEnds: Record<string, ReturnType<typeof setTimeout>> = {};
hear((event) => {
  if (event.name !== "typing" || event.data.sender.id === myId.value) return;
  const { conversation_id: id, sender } = event.data;
  clearTimeout(typingEnds[id]);
  if (!event.data.typing) return void delete typing[id];
  typing[id] = sender.name;
  // The sign that somebody stopped can be lost with a connection, so the sign that he writes runs out by itself.
  typingEnds[id] = setTimeout(() => delete typing[id], 6000);
});
