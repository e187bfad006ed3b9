// What is being written in each conversation besides the words: as what, in answer to which message. And the ways in
// which something reaches the field from outside.
import { reactive, ref } from "vue";
import type { Message, Quote } from "@yingke/shared";
import { hear } from "../../desk";
import { draftOf, write } from "../drafts";
import { outbox } from "../outbox";
import type { Pending } from "../sending";
import { filesOf } from "./uploads";

export type Mode = "text" | "note";

export const modes = reactive<Record<string, Mode>>({});
/** The message being answered, by conversation. */
export const quoted = reactive<Record<string, Quote>>({});
/** The colleagues that were picked from the list while it was written, by conversation, the last one first. */
const picked = new Map<string, readonly string[]>();
/** Grows whenever the cursor is wanted in the field. */
export const summons = ref(0);

/** A note answered to the customer would let him read it, so what answers a note is a note. */
export function quote(m: Message): void {
  const { id, seq, kind, sender, text, state } = m;
  quoted[m.conversation_id] = { id, seq, kind, sender, text: text.slice(0, 100), state: state === "recalled" ? "recalled" : "sent" };
  if (kind === "note") modes[m.conversation_id] = "note";
  summons.value++;
}

export function unquote(conversation: string): void {
  delete quoted[conversation];
}

// The desk takes no answer to what was taken back, and its words are nobody's any more.
hear((event) => {
  if (event.name !== "message_updated" || event.data.message.state !== "recalled") return;
  const { id, conversation_id } = event.data.message;
  if (quoted[conversation_id]?.id === id) unquote(conversation_id);
  outbox.unquote(id);
});

export function pick(conversation: string, agent: string): void {
  picked.set(conversation, [agent, ...(picked.get(conversation) ?? []).filter((one) => one !== agent)]);
}
/** Those first who were picked: of two with the same name they are meant. */
export function meantFirst<P extends { id: string }>(conversation: string, people: readonly P[]): P[] {
  const chosen = picked.get(conversation) ?? [];
  const first = chosen.flatMap((id) => people.filter((p) => p.id === id));
  return [...first, ...people.filter((p) => !chosen.includes(p.id))];
}
export const unpick = (conversation: string) => void picked.delete(conversation);

/** Puts words back into the field, after what stands there already. */
export function writeAgain(conversation: string, text: string): void {
  const there = draftOf(conversation);
  write(conversation, there.trim() ? `${there}\n${text}` : text);
  summons.value++;
}

/** A message that could not leave goes back to where it was written, whole. */
export function takeUp(p: Pending): void {
  outbox.discard(p.client_id);
  modes[p.conversation_id] = p.kind === "note" ? "note" : "text";
  if (p.reply_to) quoted[p.conversation_id] = p.reply_to;
  filesOf(p.conversation_id).putBack(p.attachments);
  writeAgain(p.conversation_id, p.text);
}
