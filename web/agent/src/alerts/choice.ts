// How this device calls: with a sound, with a desktop notification, for what. Kept per browser, since the same agent may
// sit in a loud office and at home; apart for chat, which waits for an answer now, and mail, which does not.
import { reactive, watch } from "vue";

export type Kind = "chat" | "mail";
export interface Choice {
  chat: { sound: boolean; desktop: boolean };
  mail: { sound: boolean; desktop: boolean };
  /** Also for what waits in the queue, where one may take from it. */
  queue: boolean;
  /** 0 to 1. */
  volume: number;
}

const KEY = "yingke.alerts";
const usual: Choice = { chat: { sound: true, desktop: true }, mail: { sound: false, desktop: true }, queue: true, volume: 0.6 };

export const choice = reactive<Choice>(kept());
watch(choice, (chosen) => localStorage.setItem(KEY, JSON.stringify(chosen)));

function kept(): Choice {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Choice>;
    return { chat: { ...usual.chat, ...found.chat }, mail: { ...usual.mail, ...found.mail }, queue: found.queue ?? usual.queue, volume: found.volume ?? usual.volume };
  } catch {
    return structuredClone(usual);
  }
}

export const kindOf = (channel: string): Kind => (channel === "mail" ? "mail" : "chat");
