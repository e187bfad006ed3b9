// Waiting for what people see. A page needs a moment; a test says what must come true and never how long it takes.
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 45_000;

/** @param {string} what @param {() => Promise<boolean>} holds */
export async function expect(what, holds, patience = PATIENCE_MS) {
  const deadline = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > deadline) assert.fail(`waited ${patience} ms in vain: ${what}`);
    await delay(60);
  }
}

/** @template T @param {string} what @param {() => Promise<T>} look @param {T} wanted */
export async function equals(what, look, wanted, patience = PATIENCE_MS) {
  /** @type {T | undefined} */
  let seen;
  const same = async () => {
    seen = await look();
    try {
      assert.deepEqual(seen, wanted);
      return true;
    } catch {
      return false;
    }
  };
  const deadline = Date.now() + patience;
  while (!(await same())) {
    if (Date.now() > deadline) assert.deepEqual(seen, wanted, what);
    await delay(60);
  }
}

/** The first of several people for whom it comes true. @template T @param {{[who: string]: Promise<T>}} races */
export async function whoever(races) {
  return Promise.any(Object.entries(races).map(([who, race]) => race.then(() => who)));
}
