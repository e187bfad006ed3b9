// RTE-13: who returns sees where his conversations went. This browser remembers which ones its agent was serving; when he
// comes back after a while, those that are no longer his are looked up once.
import { onBeforeUnmount, shallowRef, watch } from "vue";
import type { Conversation } from "@yingke/shared";
import { api } from "../api";
import { keyOf } from "../cache/conversations";
import { now } from "../clock";
import { desk, myId, onOpen } from "../desk";
import { went, type Whither } from "./went";

export interface Gone {
  conversation: Conversation;
  whither: Whither;
}
export const gone = shallowRef<Gone[]>([]);

/** Shorter than this nobody was away: what changed then, he saw happen. */
const AWAY = 60_000;
const AT_MOST = 20;
const MINE = keyOf({ view: "mine" });
const key = () => `yingke.serving.${myId.value}`;
let looked = false;

interface Serving {
  at: number;
  ids: readonly string[];
}
function remembered(): Serving | null {
  try {
    return JSON.parse(localStorage.getItem(key()) ?? "null") as Serving | null;
  } catch {
    return null;
  }
}

async function look(): Promise<void> {
  const before = remembered();
  if (before && before.ids.length > 0 && Date.now() - before.at > AWAY) {
    const mine = new Set((await api.conversations({ view: "mine", limit: 200 })).items.map((one) => one.id));
    const missing = before.ids.filter((id) => !mine.has(id)).slice(0, AT_MOST);
    const found = await Promise.all(missing.map((id) => api.conversation(id).catch(() => null)));
    gone.value = found.flatMap((conversation) => {
      const whither = conversation && went(conversation, myId.value);
      return conversation && whither ? [{ conversation, whither }] : [];
    });
  }
  looked = true;
}

function remember(): void {
  const page = desk.conversations.value.views[MINE];
  if (!looked || desk.link.value !== "open" || !page || page.next !== null || !myId.value) return;
  localStorage.setItem(key(), JSON.stringify({ at: Date.now(), ids: page.ids } satisfies Serving));
}

export function useAway(): void {
  looked = false;
  gone.value = [];
  const back = onOpen(() => void look().catch(() => (looked = true)));
  watch([now, () => desk.conversations.value.views[MINE]?.ids], remember);
  onBeforeUnmount(back);
}
