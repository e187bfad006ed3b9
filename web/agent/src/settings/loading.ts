// A settings page's own data: loaded when the page opens, again when somebody else changed it, with its error in words.
import { onBeforeUnmount, ref, shallowRef, watch, type ShallowRef } from "vue";
import { desk, hear } from "../desk";
import { words } from "../parts/toast";

export type What = "inboxes" | "groups" | "roles" | "routing" | "tags" | "phrases" | "shop" | "service";

export function useLoaded<T>(fetch: () => Promise<T>, changes: readonly What[] = []) {
  const data = shallowRef(null) as ShallowRef<T | null>;
  const problem = ref("");
  async function load(): Promise<void> {
    try {
      data.value = await fetch();
      problem.value = "";
    } catch (error) {
      problem.value = words(error);
    }
  }
  const deaf = hear((event) => {
    if (event.name === "settings_changed" && (changes as readonly string[]).includes(event.data.what)) void load();
  });
  onBeforeUnmount(deaf);
  watch(desk.epoch, load);
  void load();
  return { data, problem, load };
}
