// The state of this browser window: one cache per feature, fed by loads and by the stream, and the only place where
// the two meet. Screens read from here and ask it to load; what an event means is decided in cache/.
import { computed, reactive, shallowRef } from "vue";
import type { Conversation, ConversationDetail, Counts, Me, Message, View } from "@yingke/shared";
import { api, listen } from "./api";
import * as conversations from "./cache/conversations";
import * as me from "./cache/me";
import * as messages from "./cache/messages";
import * as team from "./cache/team";
import { Connection, type Link } from "./stream/connection";
import type { Outgoing, StreamEvent } from "./stream/events";
import { Journal } from "./stream/journal";
import { calmly } from "./calmly";

export const desk = {
  me: shallowRef<Me | null>(null),
  conversations: shallowRef(conversations.noConversations),
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
export function onOpen(opener: () => void): void {
  openers.add(opener);
}

const journal = new Journal();

function apply(event: StreamEvent): void {
  desk.conversations.value = conversations.apply(desk.conversations.value, event);
  desk.threads.value = messages.apply(desk.threads.value, event);
  desk.team.value = team.apply(desk.team.value, event);
  desk.me.value = me.apply(desk.me.value, event);
}

function receive(event: StreamEvent): void {
  journal.record(event);
  apply(event);
  if (event.name.startsWith("conversation") || event.name.startsWith("message")) recount();
  if (event.name === "me_updated") void loadMe();
  if (event.name === "conversation_removed") forget(event.data.id);
  if (event.name === "message_created") mendGap(event.data.message.conversation_id);
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
  const found = await loadMe();
  connection.connect();
  await Promise.all([loadTeam(), loadCounts()]);
  return found;
}

/** Before signing out, so that the end of one's own session is no news. */
export const hangUp = () => connection.stop();

export function leave(): void {
  connection.stop();
  desk.me.value = null;
  desk.conversations.value = conversations.noConversations;
  desk.threads.value = {};
  desk.team.value = {};
  desk.details.value = {};
  desk.counts.value = null;
}

async function reload(): Promise<void> {
  desk.conversations.value = conversations.noConversations;
  desk.threads.value = {};
  desk.details.value = {};
  desk.epoch.value++;
  await Promise.all([loadMe(), loadTeam(), loadCounts()]).catch(() => {});
}

export const loadMe = () => journal.load(() => api.me(), (found) => (desk.me.value = found), apply);

export const loadTeam = () =>
  journal.load(() => api.team(), (members) => (desk.team.value = team.place(members)), apply);

export const loadCounts = () => journal.load(() => api.counts(), (counts) => (desk.counts.value = counts), () => {});
const recount = calmly(() => void loadCounts().catch(() => {}), 400);

export async function loadView(view: View, cursor: string | null): Promise<void> {
  await journal.load(
    () => api.conversations({ view, cursor, limit: 50 }),
    (page) => (desk.conversations.value = conversations.placePage(desk.conversations.value, view, page)),
    apply,
  );
}

export async function loadConversation(id: string): Promise<ConversationDetail> {
  return journal.load(() => api.conversation(id), placeDetail, apply);
}

function placeDetail(detail: ConversationDetail): void {
  const { draft: _draft, page: _page, participants: _participants, previous_id: _previous, ...rest } = detail;
  const { link_name: _link, abilities: _abilities, ...summary } = rest;
  desk.details.value = { ...desk.details.value, [detail.id]: detail };
  desk.conversations.value = conversations.place(desk.conversations.value, summary);
}

export function placeConversation(conversation: Conversation): void {
  desk.conversations.value = conversations.place(desk.conversations.value, conversation);
  recount();
}

export async function loadMessages(id: string): Promise<void> {
  await journal.load(
    () => api.messages(id, { limit: 50 }),
    (page) => (desk.threads.value = messages.placeNewest(desk.threads.value, id, page)),
    apply,
  );
}

export async function loadOlder(id: string): Promise<void> {
  const before = desk.threads.value[id]?.items[0]?.seq;
  if (before === undefined) return;
  const page = await api.messages(id, { before, limit: 50 });
  desk.threads.value = messages.placeOlder(desk.threads.value, id, page);
}

export function placeMessage(message: Message): void {
  const thread = desk.threads.value[message.conversation_id];
  if (!thread) return;
  desk.threads.value = messages.placeMissing(desk.threads.value, message.conversation_id, { items: [message], next: null });
}

function mendGap(id: string): void {
  if (desk.threads.value[id]?.gap) void loadMessages(id).catch(() => {});
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
