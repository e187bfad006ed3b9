// Tells the other side that somebody writes, seldom enough not to be a burden, and that he stopped.
import { onBeforeUnmount } from "vue";
import { say } from "../../desk";

const EVERY_MS = 2500;

export function useTyping(conversation: string, allowed: () => boolean) {
  let said = 0;
  function typed(): void {
    const now = performance.now();
    if (!allowed() || (said && now - said < EVERY_MS)) return;
    said = now;
    say({ type: "typing", conversation_id: conversation, typing: true });
  }
  function quiet(): void {
    if (said) say({ type: "typing", conversation_id: conversation, typing: false });
    said = 0;
  }
  onBeforeUnmount(quiet);
  return { typed, quiet };
}
