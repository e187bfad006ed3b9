// The quick replies of this window: loaded when they are first asked for, and anew when somebody changed them.
import { shallowRef, watch } from "vue";
import type { Conversation, Phrase } from "@yingke/shared";
import { api } from "../../api";
import { desk, hear } from "../../desk";
import { filled } from "./finding";

export const phrases = shallowRef<readonly Phrase[] | null>(null);
/** The last attempt did not bring them. */
export const missed = shallowRef(false);
let loading = false;
let stale = true;

export async function wantPhrases(): Promise<void> {
  if (loading || !stale) return;
  loading = true;
  stale = false;
  try {
    phrases.value = await api.phrases();
    missed.value = false;
  } catch {
    missed.value = true;
    stale = true;
  } finally {
    loading = false;
  }
}

export function wordsFor(phrase: Phrase, c: Conversation): string {
  const me = desk.me.value;
  return filled(phrase.text, { customer: c.contact.name, agent: me?.agent.nickname || me?.agent.name || "", shop: me?.workspace.name ?? "" });
}

function changed(): void {
  stale = true;
  if (phrases.value) void wantPhrases();
}
hear((event) => event.name === "settings_changed" && event.data.what === "phrases" && changed());
watch(desk.epoch, changed);
