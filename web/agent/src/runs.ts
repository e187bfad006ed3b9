// The messages of open conversations: a run of them, wherever in the history it lies.
import type { Message } from "@yingke/shared";
import { api } from "./api";
import * as messages from "./cache/messages";
import { desk, journaled } from "./desk";

const RUN = 80;
const threads = desk.threads;

/** The newest ones, or those around one. */
export async function loadMessages(id: string, around?: number): Promise<void> {
  await journaled(
    () => api.messages(id, around === undefined ? { limit: RUN } : { around, limit: RUN }),
    (page) => (threads.value = messages.placePage(threads.value, id, page, desk.conversations.value.byId[id]?.seq)),
  );
}

export async function loadOlder(id: string): Promise<void> {
  const before = threads.value[id]?.items[0]?.seq;
  if (before === undefined) return;
  await journaled(() => api.messages(id, { before, limit: RUN }), (page) => (threads.value = messages.placeOlder(threads.value, id, page)));
}

export async function loadNewer(id: string): Promise<void> {
  const thread = threads.value[id];
  if (!thread) return;
  const after = messages.end(thread);
  await journaled(() => api.messages(id, { after, limit: RUN }), (page) => (threads.value = messages.placeNewer(threads.value, id, page)));
}

export function placeMessage(message: Message): void {
  threads.value = messages.place(threads.value, message);
}
