// Read means: the one who serves it has it on the screen. A supervisor looking on must not hide it from the assignee.
import { onBeforeUnmount, onMounted } from "vue";
import type { Conversation } from "@yingke/shared";
import { api } from "../../api";
import { myId } from "../../desk";

export function useReading(conversation: () => Conversation, newestShown: () => number | null): () => void {
  let told = 0;
  function mark(): void {
    const c = conversation();
    const seq = newestShown();
    if (seq === null || seq <= told || c.unread === 0 || c.assignee_id !== myId.value || !document.hasFocus()) return;
    told = seq;
    api.read(c.id, seq).catch(() => (told = 0));
  }
  onMounted(() => addEventListener("focus", mark));
  onBeforeUnmount(() => removeEventListener("focus", mark));
  return mark;
}
