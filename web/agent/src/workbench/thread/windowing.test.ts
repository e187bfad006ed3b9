import { expect, test } from "vitest";
import { offsets, part, rowAt } from "./windowing";

const sums = offsets([10, 20, 30, 40]);

test("rows stand one below the other", () => {
  expect(sums).toEqual([0, 10, 30, 60, 100]);
});

test("the row at a height is the one that begins there or above it", () => {
  expect([-5, 0, 9, 10, 59, 60, 99, 500].map((y) => rowAt(sums, y))).toEqual([0, 0, 0, 1, 2, 3, 3, 3]);
});

test("what is drawn covers what is seen, and the rest keeps its room", () => {
  const many = offsets(Array.from({ length: 600 }, (_, i) => 20 + (i % 7) * 10));
  for (const top of [0, 777, 5000, 29_000]) {
    const { from, to, above, below } = part(many, top, top + 900);
    expect(many[from]).toBeLessThanOrEqual(top);
    expect(many[to]).toBeGreaterThanOrEqual(Math.min(top + 900, many[600] ?? 0));
    expect(to - from).toBeLessThan(60);
    expect(above + below + ((many[to] ?? 0) - (many[from] ?? 0))).toBe(many[600]);
  }
});

test("a step within a row changes nothing that is drawn", () => {
  const many = offsets(Array.from({ length: 600 }, () => 50));
  expect(part(many, 2001, 2901)).toEqual(part(many, 2040, 2940));
});

test("an empty list draws nothing", () => {
  expect(part(offsets([]), 0, 900)).toEqual({ from: 0, to: 0, above: 0, below: 0 });
});
