// What is being written in each conversation besides the words: as what, in answer to which message. And the ways in
// which something reaches the field from outside.
import { reactive, ref } from "vue";
import type { Message, Quote } from "@yingke/shared";
import { draftOf, write } from "../drafts";
import { outbox } from "../outbox";
import type { Pending } from "../sending";
import { filesOf } from "./uploads";

export type Mode = "text" | "note";

export const modes = reactive<Record<string, Mode>>({});
/** The message being answered, by conversation. */
export const quoted = reactive<Record<string, Quote>>({});
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
