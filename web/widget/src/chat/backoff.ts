// How long to wait before trying again: doubling from half a second to fifteen, each time a random part of it, so that a
// thousand visitors do not return in the same instant after a restart.

export const FIRST_MS = 500;
export const LAST_MS = 15_000;

export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * (0.5 + random() / 2));
}

/** Time and chance as the modules below take them, so that tests can hold both still. */
export interface World {
  now(): number;
  random(): number;
  after(ms: number, run: () => void): () => void;
}

export const realWorld: World = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
