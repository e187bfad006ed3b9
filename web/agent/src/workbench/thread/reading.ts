// Read means: the one who serves it has it on the screen, or a colleague whom a note calls has the note there. Nobody else's
// look may hide it from the assignee.
import { onBeforeUnmount, onMounted, watch } from "vue";
import type { Conversation } from "@yingke/shared";
import { api } from "../../api";
import { desk, myId } from "../../desk";
import { Told } from "./told";

export function useReading(conversation: () => Conversation, newestShown: () => number | null): () => void {
  const told = new Told();
  const calls = () => desk.details.value[conversation().id]?.unseen_mentions ?? [];
  function mark(): void {
    const c = conversation();
    const seq = newestShown();
    const unread = c.assignee_id === myId.value && c.unread > 0;
    if (seq === null || !document.hasFocus() || !told.news(seq, unread, calls())) return;
    api.read(c.id, seq).catch(() => told.forget());
  }
  // A call is known only once the conversation's details have come.
  watch(() => calls().join(), mark);
  onMounted(() => addEventListener("focus", mark));
  onBeforeUnmount(() => removeEventListener("focus", mark));
  return mark;
}
