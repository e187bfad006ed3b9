// By what a list can be narrowed: the kinds of channels and the inboxes this shop has, and its tags. Who may not list
// the inboxes knows those whose conversations he has seen.
import { computed, reactive, shallowRef, watch } from "vue";
import type { Tag } from "@yingke/shared";
import { api } from "../../api";
import { can, desk, hear } from "../../desk";

interface Entry {
  kind: string;
  name: string;
}
const entries = reactive(new Map<string, Entry>());
/** Null until they are known. */
const loaded = shallowRef<readonly Tag[] | null>(null);
export const tags = computed<readonly Tag[]>(() => loaded.value ?? []);

export const inboxes = computed(() => [...entries].map(([id, entry]) => ({ id, ...entry })));
/** The desk's first kind is there from the first day; others appear with their first inbox. */
export const channels = computed(() => {
  const there = new Set(inboxes.value.map((one) => one.kind));
  return (desk.me.value?.channels ?? []).filter((one, i) => i === 0 || there.has(one.kind));
});
export const kinds = computed(() => channels.value.map((one) => one.kind));

let asked = false;
/** From these conversations, and once from the shop itself. */
export function learnFilters(seen: readonly string[]): void {
  for (const id of seen) {
    const c = desk.conversations.value.byId[id];
    if (c) learn(c.inbox_id, c.channel, c.inbox_name);
  }
  if (asked) return;
  asked = true;
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
  api.tags().then((found) => (loaded.value = found), () => {});
}
export function placeTag(tag: Tag): void {
  loaded.value = [...tags.value.filter((one) => one.id !== tag.id), tag];
}
/** Without those that were deleted since: a conversation keeps their ids, but nobody can put them on any more. */
export const living = (ids: readonly string[]): string[] => ids.filter((id) => !loaded.value || loaded.value.some((one) => one.id === id));

hear((event) => {
  if (event.name !== "settings_changed") return;
  if (event.data.what === "inboxes") loadInboxes();
  if (event.data.what === "tags") loadTags();
});
watch(desk.epoch, () => {
  loadInboxes();
  loadTags();
});
