// A settings page's own data: loaded when the page opens, again when somebody else changed it, with its error in words.
import { onBeforeUnmount, ref, shallowRef, watch } from "vue";
import { desk, hear } from "../desk";
import { words } from "../parts/toast";

type What = "inboxes" | "groups" | "roles" | "routing";

export function useLoaded<T>(fetch: () => Promise<T>, changes: readonly What[] = []) {
  const data = shallowRef<T | null>(null);
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
    if (event.name === "settings_changed" && changes.includes(event.data.what)) void load();
  });
  onBeforeUnmount(deaf);
  watch(desk.epoch, load);
  void load();
  return { data, problem, load };
}
