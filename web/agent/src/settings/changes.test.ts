import { expect, test } from "vitest";
import { changesOf, same } from "./changes";

test("only what differs is sent", () => {
  const stored = { a: "x", b: [1, 2], c: { d: 1 } };
  expect(changesOf(stored, { a: "x", b: [2, 1], c: { d: 1 } })).toEqual({ b: [2, 1] });
});

test("nothing, an empty text and an absent field are the same", () => {
  expect(same({ a: "", b: null }, {})).toBe(true);
  expect(same({ a: [] }, {})).toBe(false);
  expect(same({ x: 1, y: 2 }, { y: 2, x: 1 })).toBe(true);
});
