// Time and chance held still, and the few pieces every test of the chat needs.
import type { World } from "../src/chat/backoff";
import { keepIn, type Keep } from "../src/chat/keep";
import type { Conversation, Message } from "../src/chat/types";

export interface StillWorld extends World {
  /** Lets time pass, running what falls due in order, and what follows from it. */
  pass(ms: number): Promise<void>;
  waits(): number[];
}

export function stillWorld(random = () => 1): StillWorld {
  let now = 1_700_000_000_000;
  let timers: { due: number; run: () => void }[] = [];
  return {
    now: () => now,
    random,
    after(ms, run) {
      const timer = { due: now + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((one) => one !== timer));
    },
    async pass(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        now = next.due;
        timers = timers.filter((timer) => timer !== next);
        next.run();
        await settle();
      }
      now = end;
    },
    waits: () => timers.map((timer) => timer.due - now),
  };
}

/** Lets every promise that can go on, go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 40; i++) await Promise.resolve();
}

/** A browser's storage that outlives the page: open it again for what a reload finds. */
export function browserStorage() {
  const stored: Record<string, string> = {};
  const open = (): Keep =>
    keepIn({ ...stored }, (key, value) => {
      if (value === null) delete stored[key];
      else stored[key] = value;
    });
  return { stored, open };
}

export const CHAT: Conversation = { id: "c1", status: "open", position: null, agent: { nickname: "小陈" }, unread: 0 };

export function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`, conversation_id: "c1", seq, kind: "text", sender: { type: "contact", id: "v", name: null },
    text: `text ${seq}`, attachments: [], state: "sent", client_id: null,
    created_at: new Date(1_700_000_000_000 + seq * 1000).toISOString(), ...more,
  };
}

export const fromAgent = { sender: { type: "agent" as const, id: "a", name: "小陈" } };
