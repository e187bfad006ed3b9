// By what a list can be narrowed: the kinds of channels and the inboxes this shop has, and its tags. Who may not list
// the inboxes knows those whose conversations he has seen.
import { computed, reactive, shallowRef } from "vue";
import type { Tag } from "@yingke/shared";
import { api } from "../../api";
import { can, desk, hear } from "../../desk";

interface Entry {
  kind: string;
  name: string;
}
const entries = reactive(new Map<string, Entry>());
export const tags = shallowRef<readonly Tag[]>([]);

export const inboxes = computed(() => [...entries].map(([id, entry]) => ({ id, ...entry })));
/** 在线客服 is there from the first day; mail and others appear with their first inbox. */
export const kinds = computed(() => [...new Set(["web", ...inboxes.value.map((one) => one.kind)])]);

let asked = "";
/** From these conversations, and once for each who signs in from the shop itself. */
export function learnFilters(seen: readonly string[]): void {
  for (const id of seen) {
    const c = desk.conversations.value.byId[id];
    if (c) learn(c.inbox_id, c.channel, c.inbox_name);
  }
  const me = desk.me.value?.agent.id ?? "";
  if (asked === me) return;
  asked = me;
  loadInboxes();
  loadTags();
}

function learn(id: string, kind: string, name: string): void {
  const known = entries.get(id);
  if (known?.name !== name || known.kind !== kind) entries.set(id, { kind, name });
}
function loadInboxes(): void {
  if (!can("inbox.manage") && !can("link.manage") && !can("routing.manage")) return;
  api.inboxes().then((found) => {
    entries.clear();
    found.forEach((one) => learn(one.id, one.kind, one.name));
  }, () => {});
}
function loadTags(): void {
  api.tags().then((found) => (tags.value = found), () => {});
}
export function placeTag(tag: Tag): void {
  tags.value = [...tags.value.filter((one) => one.id !== tag.id), tag];
}

hear((event) => {
  if (event.name !== "settings_changed") return;
  if (event.data.what === "inboxes") loadInboxes();
  if (event.data.what === "tags") loadTags();
});
