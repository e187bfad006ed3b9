// What is half written, per conversation: kept here at once, on the server shortly after, and taken over from the
// agent's other windows unless he is writing in this one.
import { reactive } from "vue";
import { api } from "../api";
import { hear } from "../desk";

const texts = reactive<Record<string, string>>({});
const savedAt: Record<string, string> = {};
const timers: Record<string, ReturnType<typeof setTimeout>> = {};
const WAIT = 900;

export const draftOf = (id: string) => texts[id] ?? "";

export function write(id: string, text: string): void {
  set(id, text);
  clearTimeout(timers[id]);
  timers[id] = setTimeout(() => void save(id), WAIT);
}

/** The server's own copy, from a fresh load; what is being written here is newer. */
export function offer(id: string, text: string, at: string): void {
  if (timers[id] !== undefined || (savedAt[id] ?? "") >= at) return;
  savedAt[id] = at;
  set(id, text);
}

function set(id: string, text: string): void {
  if (text) texts[id] = text;
  else delete texts[id];
}

export function clear(id: string): void {
  const had = draftOf(id) !== "" || timers[id] !== undefined;
  set(id, "");
  clearTimeout(timers[id]);
  if (had) void save(id);
}

async function save(id: string): Promise<void> {
  try {
    // When it was saved the desk tells as an event, by its own clock: this one may be wrong.
    await api.saveDraft(id, draftOf(id));
  } catch {
    // A draft that could not be saved stays in this window; the next keystroke tries again.
  } finally {
    delete timers[id];
  }
}

hear((event) => {
  if (event.name === "draft_updated") offer(event.data.conversation_id, event.data.text, event.data.updated_at);
});
