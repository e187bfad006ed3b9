// How long to wait before the next attempt: doubling from half a second to fifteen, with jitter, because after a
// restart of the server every browser of every shop would otherwise knock at the same moment.
const FIRST = 500;
const LONGEST = 15_000;

export function backoff(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST, FIRST * 2 ** attempt);
  return Math.max(FIRST, Math.round(full * (0.5 + random() / 2)));
}
