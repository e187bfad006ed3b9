// A scrolled box that draws only the rows near the visible part. Heights are guessed until a row was drawn once; the row
// at the upper edge is held where it is whatever happens above it, or the end is, when the reader was there.
import { computed, nextTick, onBeforeUnmount, onMounted, ref, shallowRef, useTemplateRef, watch } from "vue";
import { Heights } from "./heights";
import { part, rowAt, type Part } from "./windowing";

const MARGIN = 600;
const NEAR_END = 60;

interface Elements {
  box: () => HTMLElement | null;
  list: () => HTMLElement | null;
}

class Windowed<R> {
  readonly atEnd = ref(true);
  readonly drawn = shallowRef<Part>({ from: 0, to: 0, above: 0, below: 0 });
  private held: { key: string; within: number } | null = null;
  private next: Part = this.drawn.value;
  // As far as known; asking the page would make it lay itself out anew between two changes.
  private listTop = 0;
  private room = 0;
  private top = 0;
  private readonly padded = { above: -1, below: -1 };

  constructor(
    private readonly elements: Elements,
    private readonly rows: () => readonly R[],
    private readonly heights: Heights<R>,
  ) {}

  /** How far it is to the upper and to the lower end. */
  scrolled(): { above: number; below: number } {
    const el = this.elements.box();
    if (!el) return { above: Infinity, below: Infinity };
    this.top = el.scrollTop;
    const below = el.scrollHeight - this.top - el.clientHeight;
    this.atEnd.value = below < NEAR_END;
    const { sums, keyOf } = this.heights;
    const index = rowAt(sums, this.top - this.listTop);
    const row = this.rows()[index];
    this.held = row ? { key: keyOf(row), within: this.top - this.listTop - (sums[index] ?? 0) } : null;
    this.draw(this.top);
    return { above: this.top, below };
  }

  /** Draws what belongs there now and measures it, until nothing moves any more. */
  async settle(all = true): Promise<void> {
    for (let round = 0; round < 5; round++) {
      const el = this.elements.box();
      if (!el) return;
      [this.room, this.top, this.listTop] = [el.clientHeight, el.scrollTop, this.elements.list()?.offsetTop ?? 0];
      const changed = this.measured(all);
      this.heights.count();
      const other = this.draw(this.target());
      this.pad();
      if (!changed && !other) break;
      await nextTick();
      all = false;
    }
    this.scroll();
    const el = this.elements.box();
    // Where everything fits nothing will ever be scrolled, and the end is in sight.
    if (el && el.clientHeight > 0 && el.scrollHeight <= el.clientHeight) this.atEnd.value = true;
  }

  // While scrolling nothing has to be counted again unless a row that came turns out another height than was guessed.
  drew(): void {
    const changed = this.measured(false);
    if (changed) {
      this.heights.count();
      this.draw(this.target());
    }
    this.pad();
    if (changed && !this.atEnd.value) this.scroll();
  }

  toEnd(): Promise<void> {
    this.atEnd.value = true;
    return this.settle();
  }

  /** Puts a row at a third of the height. */
  to(key: string): Promise<void> {
    this.atEnd.value = false;
    this.held = { key, within: -(this.elements.box()?.clientHeight ?? 0) / 3 };
    return this.settle();
  }

  /** Where the box has to be scrolled to for what is held, null when nothing is. */
  private wanted(): number | null {
    const top = this.held && this.heights.topOf(this.held.key);
    return top === null || !this.held ? null : this.listTop + top + this.held.within;
  }

  private target(): number {
    if (this.atEnd.value) return this.listTop + this.heights.total - this.room;
    return this.wanted() ?? this.top;
  }

  /** Answers whether other rows are to be drawn. */
  private draw(at: number): boolean {
    this.next = part(this.heights.sums, at - this.listTop - MARGIN, at - this.listTop + this.room + MARGIN);
    const same = this.next.from === this.drawn.value.from && this.next.to === this.drawn.value.to;
    if (!same) this.drawn.value = this.next;
    return !same;
  }

  /** Keeps the room of the rows that are not drawn. By hand, since the page must not be laid out without it. */
  private pad(): void {
    const el = this.elements.list();
    const { above, below } = this.next;
    if (!el || (this.padded.above === above && this.padded.below === below)) return;
    Object.assign(this.padded, { above, below });
    el.style.paddingTop = `${above}px`;
    el.style.paddingBottom = `${below}px`;
  }

  private measured(all: boolean): boolean {
    return this.heights.measure(this.elements.list()?.querySelectorAll<HTMLElement>(":scope > [data-row]") ?? [], all);
  }

  private scroll(): void {
    const el = this.elements.box();
    if (!el) return;
    const wants = this.atEnd.value ? el.scrollHeight - el.clientHeight : this.wanted();
    if (wants === null || Math.abs(this.top - wants) < 0.5) return;
    el.scrollTop = wants;
    this.top = wants;
  }
}

/**
 * The template calls the scrolled box `box`, everything in it `content`, what holds the rows `list`; each row tells its
 * key as `data-row`.
 */
export function useWindowed<R>(rows: () => readonly R[], keyOf: (row: R) => string, guess: (row: R) => number) {
  const box = useTemplateRef<HTMLElement>("box");
  const content = useTemplateRef<HTMLElement>("content");
  const list = useTemplateRef<HTMLElement>("list");
  const pane = new Windowed({ box: () => box.value, list: () => list.value }, rows, new Heights(rows, keyOf, guess));
  const visible = computed(() => rows().slice(pane.drawn.value.from, pane.drawn.value.to));
  const settle = () => pane.settle();

  const resized = new ResizeObserver(() => void settle());
  watch(rows, () => void settle(), { flush: "pre" });
  watch(pane.drawn, () => pane.drew(), { flush: "post" });
  onMounted(() => {
    void settle();
    if (box.value) resized.observe(box.value);
    if (content.value) resized.observe(content.value);
  });
  onBeforeUnmount(() => resized.disconnect());
  return { box, atEnd: pane.atEnd, visible, scrolled: () => pane.scrolled(), toEnd: () => pane.toEnd(), to: (key: string) => pane.to(key), settle };
}
