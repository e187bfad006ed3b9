// Which rows of a long list of equal heights have to exist now, and where to scroll so that one of them is in sight.
// Pure arithmetic; the list measures and scrolls.
export interface Window {
  from: number;
  to: number;
}

/** Rows beyond the edge on both sides, so that a fast wheel finds them already there. */
const SPARE = 8;

export function windowOf(scrollTop: number, height: number, row: number, count: number): Window {
  const first = Math.floor(scrollTop / row) - SPARE;
  const last = Math.ceil((scrollTop + height) / row) + SPARE;
  return { from: Math.max(0, Math.min(first, count)), to: Math.max(0, Math.min(last, count)) };
}

/** Where to scroll to so that the row is wholly in sight, moving as little as possible. */
export function scrollTo(index: number, scrollTop: number, height: number, row: number): number {
  const top = index * row;
  if (top < scrollTop) return top;
  return top + row > scrollTop + height ? top + row - height : scrollTop;
}

/**
 * Rows came or went above what is being read: how far to scroll so that the same rows stay under the eyes. At the very
 * top nothing is held, because there the news is what one waits for.
 */
export function held(before: readonly string[], after: readonly string[], scrollTop: number, row: number): number {
  if (scrollTop < row) return scrollTop;
  const first = Math.floor(scrollTop / row);
  // A row in sight may itself have gone to the top; those that stayed moved the least upwards.
  const shifts = before.slice(first, first + SPARE).flatMap((id, i) => {
    const at = after.indexOf(id);
    return at < 0 ? [] : [at - first - i];
  });
  return shifts.length ? Math.max(0, scrollTop + Math.max(...shifts) * row) : scrollTop;
}
