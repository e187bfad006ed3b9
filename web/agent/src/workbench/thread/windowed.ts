// A scrolled box that draws only the rows near the visible part. Heights are guessed until a row was drawn once; the row
// at the upper edge is held where it is whatever happens above it, or the end is, when the reader was there.
import { computed, nextTick, onBeforeUnmount, onMounted, ref, shallowRef, useTemplateRef, watch } from "vue";
import { offsets, part, rowAt, type Part } from "./windowing";

const MARGIN = 700;
const NEAR_END = 60;
const KEPT = 2000;

/** The template calls the scrolled box `box`, what holds the rows `list`, and each row tells its key as `data-row`. */
export function useWindowed<R>(rows: () => readonly R[], keyOf: (row: R) => string, guess: (row: R) => number) {
  const box = useTemplateRef<HTMLElement>("box");
  const list = useTemplateRef<HTMLElement>("list");
  const atEnd = ref(true);
  const drawn = shallowRef<Part>({ from: 0, to: 0, above: 0, below: 0 });
  const heights = new Map<string, number>();
  let sums: readonly number[] = [0];
  let held: { key: string; within: number } | null = null;
  let [listTop, room] = [0, 0];

  const visible = computed(() => rows().slice(drawn.value.from, drawn.value.to));
  const indexOf = (key: string) => rows().findIndex((row) => keyOf(row) === key);

  function count(): void {
    sums = offsets(rows().map((row) => heights.get(keyOf(row)) ?? guess(row)));
  }
  /** Where the box has to be scrolled to for what is held, null when nothing is. */
  function wanted(): number | null {
    if (atEnd.value || !held) return null;
    const index = indexOf(held.key);
    return index < 0 ? null : listTop + (sums[index] ?? 0) + held.within;
  }
  function draw(top: number): void {
    const y = top - listTop;
    const next = part(sums, y - MARGIN, y + room + MARGIN);
    const now = drawn.value;
    if (next.from !== now.from || next.to !== now.to || next.above !== now.above || next.below !== now.below) drawn.value = next;
  }
  function hold(top: number): void {
    const index = rowAt(sums, top - listTop);
    const row = rows()[index];
    held = row ? { key: keyOf(row), within: top - listTop - (sums[index] ?? 0) } : null;
  }
  function scrolled(): void {
    const el = box.value;
    if (!el) return;
    atEnd.value = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END;
    hold(el.scrollTop);
    draw(el.scrollTop);
  }
  /** After something changed: counts, draws, measures what was drawn, until nothing moves any more. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      const el = box.value;
      if (!el) return;
      count();
      room = el.clientHeight;
      listTop = list.value?.offsetTop ?? 0;
      draw(atEnd.value ? listTop + (sums.at(-1) ?? 0) - room : (wanted() ?? el.scrollTop));
      await nextTick();
      if (!measured()) break;
    }
    scroll();
  }
  function scroll(): void {
    const el = box.value;
    if (!el) return;
    const top = atEnd.value ? el.scrollHeight - el.clientHeight : wanted();
    if (top !== null && Math.abs(el.scrollTop - top) > 0.5) el.scrollTop = top;
  }
  function measured(): boolean {
    let changed = false;
    for (const row of list.value?.querySelectorAll<HTMLElement>("[data-row]") ?? []) {
      const height = row.getBoundingClientRect().height;
      const key = row.dataset.row ?? "";
      if (Math.abs((heights.get(key) ?? -1) - height) < 0.5) continue;
      heights.set(key, height);
      changed = true;
    }
    if (heights.size > KEPT) forget();
    return changed;
  }
  function forget(): void {
    const known = new Set(rows().map(keyOf));
    for (const key of heights.keys()) if (!known.has(key)) heights.delete(key);
  }
  function toEnd(): Promise<void> {
    atEnd.value = true;
    return settle();
  }
  /** Puts a row at a third of the height. */
  async function to(key: string): Promise<void> {
    atEnd.value = false;
    held = { key, within: -(box.value?.clientHeight ?? 0) / 3 };
    await settle();
  }

  const resized = new ResizeObserver(() => void settle());
  watch(rows, () => void settle(), { flush: "pre" });
  watch(drawn, () => measured() && void settle(), { flush: "post" });
  onMounted(() => {
    void settle();
    if (box.value) resized.observe(box.value);
    if (list.value) resized.observe(list.value);
  });
  watch(list, (now, before) => {
    if (before) resized.unobserve(before);
    if (now) resized.observe(now);
  });
  onBeforeUnmount(() => resized.disconnect());
  return { box, atEnd, drawn, visible, scrolled, toEnd, to, settle };
}
