// How this device calls: with a sound, with a desktop notification, for what. Kept per browser, since the same agent may
// sit in a loud office and at home; apart for chats, which wait for an answer now, and whatever takes up another capacity.
import { reactive, watch } from "vue";
import type { Me } from "@yingke/shared";

export interface Calls {
  sound: boolean;
  desktop: boolean;
}
export interface Choice {
  chat: Calls;
  /** By the load that their channel puts on an agent. */
  others: Record<string, Calls>;
  /** Also for what waits in the queue, where one may take from it. */
  queue: boolean;
  /** 0 to 1. */
  volume: number;
}

const KEY = "yingke.alerts";
const CHAT = "chat";
const usual: Choice = { chat: { sound: true, desktop: true }, others: {}, queue: true, volume: 0.6 };
const quiet: Calls = { sound: false, desktop: true };

export const choice = reactive<Choice>(kept());
watch(choice, (chosen) => localStorage.setItem(KEY, JSON.stringify(chosen)));

function kept(): Choice {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Choice>;
    return { chat: { ...usual.chat, ...found.chat }, others: { ...found.others }, queue: found.queue ?? usual.queue, volume: found.volume ?? usual.volume };
  } catch {
    return structuredClone(usual);
  }
}

type Channel = Pick<Me["channels"][number], "kind" | "abilities">;

export function callsFor(load: string): Calls {
  return load === CHAT ? choice.chat : (choice.others[load] ??= { ...quiet });
}
/** What is not known calls as a chat does: rather once too often. */
export function callsOf(kind: string, channels: readonly Channel[]): Calls {
  return callsFor(channels.find((one) => one.kind === kind)?.abilities.load ?? CHAT);
}
/** Beyond chats. */
export const otherLoads = (channels: readonly Channel[]) => [...new Set(channels.map((one) => one.abilities.load))].filter((load) => load !== CHAT);
