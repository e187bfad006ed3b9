// Fetches what the reader comes near to: older messages above, newer ones below, and any other part of the history.
import { ref } from "vue";
import { ApiError } from "@yingke/shared";
import { behind, holds, type Thread } from "../../cache/messages";
import { toast, words } from "../../parts/toast";
import { loadMessages, loadNewer, loadOlder } from "../../runs";

const NEAR = 1500;

export function usePaging(id: string, thread: () => Thread | null) {
  const loading = ref<"older" | "newer" | "part" | null>(null);
  const failed = ref(false);

  async function load(what: "older" | "newer" | "part", act: () => Promise<void>): Promise<boolean> {
    if (loading.value) return false;
    loading.value = what;
    try {
      await act();
      failed.value = false;
      return true;
    } catch (error) {
      // Said once; scrolling on tries again.
      if (!failed.value && !(error instanceof ApiError && error.status === 0)) toast(words(error), "danger");
      failed.value = true;
      return false;
    } finally {
      loading.value = null;
    }
  }
  const older = () => load("older", () => loadOlder(id));
  const newer = () => load("newer", () => loadNewer(id));

  /** To be called whenever the box moved: how far it is to either end. */
  function near({ above, below }: { above: number; below: number }): void {
    const now = thread();
    if (!now || loading.value) return;
    if (now.more && above < NEAR) void older();
    else if (behind(now) && below < NEAR) void newer();
  }
  /** Makes sure that the message is here. */
  async function fetch(seq: number): Promise<boolean> {
    const now = thread();
    return (now !== null && holds(now, seq)) || load("part", () => loadMessages(id, seq));
  }
  /** Makes sure that the newest are here. */
  async function newest(): Promise<boolean> {
    const now = thread();
    return (now !== null && !behind(now)) || load("part", () => loadMessages(id));
  }
  return { loading, near, newer, fetch, newest };
}
