import { expect, test } from "vitest";
import { held, scrollTo, windowOf } from "./windowing";

test("ten thousand conversations are a few dozen rows, wherever one looks", () => {
  for (const top of [0, 320_000, 640_000]) {
    const { from, to } = windowOf(top, 800, 64, 10_000);
    expect(to - from).toBeLessThan(40);
    expect(from * 64).toBeLessThanOrEqual(top);
    expect(Math.min(10_000, to) * 64).toBeGreaterThanOrEqual(Math.min(640_000, top + 800));
  }
});

test("a short list is there as a whole, an empty one not at all", () => {
  expect(windowOf(0, 800, 64, 3)).toEqual({ from: 0, to: 3 });
  expect(windowOf(500, 800, 64, 0)).toEqual({ from: 0, to: 0 });
});

test("a row that is in sight moves nothing, one below comes up by the least", () => {
  expect(scrollTo(3, 100, 640, 64)).toBe(100);
  expect(scrollTo(20, 0, 640, 64)).toBe(21 * 64 - 640);
  expect(scrollTo(1, 640, 640, 64)).toBe(64);
});

test("what is being read stays in place when a conversation moves to the top", () => {
  const before = ["a", "b", "c", "d", "e"];
  expect(held(before, ["new", ...before], 128, 64)).toBe(192);
  expect(held(before, ["d", "a", "b", "c", "e"], 128, 64)).toBe(192);
  expect(held(before, before, 128, 64)).toBe(128);
});

test("the first row in sight went up itself: the next one holds the place", () => {
  expect(held(["a", "b", "c", "d"], ["c", "a", "b", "d"], 128, 64)).toBe(128);
});

test("at the top new conversations come into sight", () => {
  expect(held(["a", "b"], ["new", "a", "b"], 0, 64)).toBe(0);
});
