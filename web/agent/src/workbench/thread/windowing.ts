// Which rows of a long list are worth drawing, counted from their heights. Pure; windowed.ts does it to a page.

/** Where each row begins; one more at the end for where the last one ends. */
export function offsets(heights: readonly number[]): number[] {
  const sums = [0];
  for (const height of heights) sums.push((sums[sums.length - 1] ?? 0) + height);
  return sums;
}

/** The row that stands at this height, the last one for what lies below everything. */
export function rowAt(sums: readonly number[], y: number): number {
  let [low, high] = [0, Math.max(0, sums.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sums[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Part {
  from: number;
  /** The first row that is not drawn any more. */
  to: number;
  above: number;
  below: number;
}

export function part(sums: readonly number[], top: number, bottom: number): Part {
  const count = sums.length - 1;
  if (count === 0) return { from: 0, to: 0, above: 0, below: 0 };
  const from = rowAt(sums, top);
  const to = Math.min(count, rowAt(sums, bottom) + 1);
  return { from, to, above: sums[from] ?? 0, below: (sums[count] ?? 0) - (sums[to] ?? 0) };
}
