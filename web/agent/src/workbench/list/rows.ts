// A long list on the screen: scrolled, windowed, moved through with the arrow keys. One row takes part in the order of
// Tab, the arrows go on from there; rows that are scrolled out of sight do not exist.
import { computed, nextTick, onBeforeUnmount, ref, watch, type Ref } from "vue";
import { held, scrollTo, windowOf } from "./windowing";

/** The height of a row, as the stylesheet has it (`--row`), in the reader's own size of letters. */
const REM = 4;

export function useRows(box: Ref<HTMLElement | undefined>, ids: Ref<readonly string[]>, current: Ref<string | null>) {
  const row = REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const top = ref(0);
  const height = ref(0);
  const focused = ref<string | null>(null);
  const shown = computed(() => {
    const { from, to } = windowOf(top.value, height.value, row, ids.value.length);
    return ids.value.slice(from, to).map((id, i) => ({ id, index: from + i, y: (from + i) * row }));
  });
  /** The one row that Tab reaches: where the keyboard was last, else the open one, else the first. */
  const tabbed = computed(() => [focused.value, current.value].find((id) => id !== null && ids.value.includes(id)) ?? ids.value[0] ?? null);

  const scrolled = () => (top.value = box.value?.scrollTop ?? 0);
  const measured = new ResizeObserver(() => (height.value = box.value?.clientHeight ?? 0));
  watch(box, (now, before) => {
    if (before) measured.unobserve(before);
    if (now) measured.observe(now);
  });
  onBeforeUnmount(() => measured.disconnect());

  watch(ids, async (after, before) => {
    const wanted = held(before, after, top.value, row);
    if (wanted === top.value) return;
    await nextTick();
    box.value?.scrollTo({ top: wanted });
    scrolled();
  });

  async function reveal(index: number, focus: boolean): Promise<void> {
    const id = ids.value[index];
    if (id === undefined || !box.value) return;
    const wanted = scrollTo(index, box.value.scrollTop, box.value.clientHeight, row);
    if (wanted !== box.value.scrollTop) box.value.scrollTo({ top: wanted });
    scrolled();
    if (!focus) return;
    focused.value = id;
    await nextTick();
    box.value.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  }

  function key(event: KeyboardEvent): void {
    const at = ids.value.indexOf(tabbed.value ?? "");
    const page = Math.max(1, Math.floor(height.value / row) - 1);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: ids.value.length - 1 };
    const to = steps[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void reveal(Math.max(0, Math.min(to, ids.value.length - 1)), true);
  }
  const toTop = () => {
    box.value?.scrollTo({ top: 0 });
    scrolled();
  };
  return { shown, tabbed, focused, total: computed(() => ids.value.length * row), top, height, row, scrolled, key, reveal, toTop };
}
