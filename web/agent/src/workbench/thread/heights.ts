// The heights of a list's rows by their keys: guessed until a row was drawn once, measured from then on.
import { offsets } from "./windowing";

const KEPT = 2000;

export class Heights<R> {
  /** Where each row begins, and where the last one ends. */
  sums: readonly number[] = [0];
  private readonly known = new Map<string, number>();

  constructor(
    private readonly rows: () => readonly R[],
    readonly keyOf: (row: R) => string,
    private readonly guess: (row: R) => number,
  ) {}

  count(): void {
    this.sums = offsets(this.rows().map((row) => this.known.get(this.keyOf(row)) ?? this.guess(row)));
  }

  get total(): number {
    return this.sums.at(-1) ?? 0;
  }

  /** Where the row with this key begins, null when it is not here any more. */
  topOf(key: string): number | null {
    const index = this.rows().findIndex((row) => this.keyOf(row) === key);
    return index < 0 ? null : (this.sums[index] ?? 0);
  }

  /** Of the rows that are drawn: the new ones, or all where something may have grown. Answers whether any is otherwise. */
  measure(drawn: Iterable<HTMLElement>, all: boolean): boolean {
    let changed = false;
    for (const row of drawn) {
      const key = row.dataset.row ?? "";
      if (!all && this.known.has(key)) continue;
      const height = row.getBoundingClientRect().height;
      if (Math.abs((this.known.get(key) ?? -1) - height) < 0.5) continue;
      this.known.set(key, height);
      changed = true;
    }
    if (this.known.size > KEPT) this.forget();
    return changed;
  }

  private forget(): void {
    const here = new Set(this.rows().map(this.keyOf));
    for (const key of this.known.keys()) if (!here.has(key)) this.known.delete(key);
  }
}
