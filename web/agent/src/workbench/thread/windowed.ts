// A scrolled box that draws only the rows near the visible part. Heights are guessed until a row was drawn once; the row
// at the upper edge is held where it is whatever happens above it, or the end is, when the reader was there.
import { computed, nextTick, onBeforeUnmount, onMounted, ref, shallowRef, useTemplateRef, watch } from "vue";
import { offsets, part, rowAt, type Part } from "./windowing";

const MARGIN = 600;
const NEAR_END = 60;
const KEPT = 2000;

/**
 * The template calls the scrolled box `box`, everything in it `content`, what holds the rows `list`; each row tells its
 * key as `data-row`.
 */
export function useWindowed<R>(rows: () => readonly R[], keyOf: (row: R) => string, guess: (row: R) => number) {
  const box = useTemplateRef<HTMLElement>("box");
  const content = useTemplateRef<HTMLElement>("content");
  const list = useTemplateRef<HTMLElement>("list");
  const atEnd = ref(true);
  const drawn = shallowRef<Part>({ from: 0, to: 0, above: 0, below: 0 });
  const heights = new Map<string, number>();
  let sums: readonly number[] = [0];
  let held: { key: string; within: number } | null = null;
  let next: Part = drawn.value;
  // As far as known; asking the page would make it lay itself out anew between two changes.
  let [listTop, room, top] = [0, 0, 0];
  const padded = { above: -1, below: -1 };

  const visible = computed(() => rows().slice(drawn.value.from, drawn.value.to));

  function count(): void {
    sums = offsets(rows().map((row) => heights.get(keyOf(row)) ?? guess(row)));
  }
  /** Where the box has to be scrolled to for what is held, null when nothing is. */
  function wanted(): number | null {
    if (!held) return null;
    const { key, within } = held;
    const index = rows().findIndex((row) => keyOf(row) === key);
    return index < 0 ? null : listTop + (sums[index] ?? 0) + within;
  }
  function target(): number {
    if (atEnd.value) return listTop + (sums.at(-1) ?? 0) - room;
    return wanted() ?? top;
  }
  /** Answers whether other rows are to be drawn. */
  function draw(at: number): boolean {
    next = part(sums, at - listTop - MARGIN, at - listTop + room + MARGIN);
    const same = next.from === drawn.value.from && next.to === drawn.value.to;
    if (!same) drawn.value = next;
    return !same;
  }
  /** Keeps the room of the rows that are not drawn. By hand, since the page must not be laid out without it. */
  function pad(): void {
    const el = list.value;
    if (!el || (padded.above === next.above && padded.below === next.below)) return;
    Object.assign(padded, { above: next.above, below: next.below });
    el.style.paddingTop = `${next.above}px`;
    el.style.paddingBottom = `${next.below}px`;
  }
  /** How far it is to the upper and to the lower end. */
  function scrolled(): { above: number; below: number } {
    const el = box.value;
    if (!el) return { above: Infinity, below: Infinity };
    top = el.scrollTop;
    const below = el.scrollHeight - top - el.clientHeight;
    atEnd.value = below < NEAR_END;
    const index = rowAt(sums, top - listTop);
    const row = rows()[index];
    held = row ? { key: keyOf(row), within: top - listTop - (sums[index] ?? 0) } : null;
    draw(top);
    return { above: top, below };
  }
  /** Takes the heights of rows that are drawn: of the new ones, or of all where something may have grown. */
  function measured(all: boolean): boolean {
    let changed = false;
    for (const row of list.value?.querySelectorAll<HTMLElement>(":scope > [data-row]") ?? []) {
      const key = row.dataset.row ?? "";
      if (!all && heights.has(key)) continue;
      const height = row.getBoundingClientRect().height;
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
  /** Draws what belongs there now and measures it, until nothing moves any more. */
  async function settle(all = true): Promise<void> {
    for (let round = 0; round < 5; round++) {
      const el = box.value;
      if (!el) return;
      [room, top, listTop] = [el.clientHeight, el.scrollTop, list.value?.offsetTop ?? 0];
      const changed = measured(all);
      count();
      const other = draw(target());
      pad();
      if (!changed && !other) break;
      await nextTick();
      all = false;
    }
    scroll();
  }
  function scroll(): void {
    const el = box.value;
    if (!el) return;
    const wants = atEnd.value ? el.scrollHeight - el.clientHeight : wanted();
    if (wants === null || Math.abs(top - wants) < 0.5) return;
    el.scrollTop = wants;
    top = wants;
  }
  // While scrolling nothing has to be counted again unless a row that came turns out another height than was guessed.
  function drew(): void {
    const changed = measured(false);
    if (changed) {
      count();
      draw(target());
    }
    pad();
    if (changed && !atEnd.value) scroll();
  }
  function toEnd(): Promise<void> {
    atEnd.value = true;
    return settle();
  }
  /** Puts a row at a third of the height. */
  function to(key: string): Promise<void> {
    atEnd.value = false;
    held = { key, within: -(box.value?.clientHeight ?? 0) / 3 };
    return settle();
  }

  const resized = new ResizeObserver(() => void settle());
  watch(rows, () => void settle(), { flush: "pre" });
  watch(drawn, drew, { flush: "post" });
  onMounted(() => {
    void settle();
    if (box.value) resized.observe(box.value);
    if (content.value) resized.observe(content.value);
  });
  onBeforeUnmount(() => resized.disconnect());
  return { box, atEnd, visible, scrolled, toEnd, to, settle };
}
