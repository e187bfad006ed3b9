import { expect, test } from "vitest";
import { Heights } from "./heights";

const drawn = (key: string, height: number) => ({ dataset: { row: key }, getBoundingClientRect: () => ({ height }) }) as unknown as HTMLElement;
function list(...keys: string[]) {
  const rows = [...keys];
  return { rows, heights: new Heights<string>(() => rows, (row) => row, () => 10) };
}

test("rows are guessed until they were drawn, and then they are as high as they were", () => {
  const { heights } = list("a", "b", "c");
  heights.count();
  expect([heights.total, heights.topOf("c")]).toEqual([30, 20]);
  expect(heights.measure([drawn("a", 25)], false)).toBe(true);
  heights.count();
  expect([heights.total, heights.topOf("c"), heights.topOf("gone")]).toEqual([45, 35, null]);
});

test("a row that is known is measured again only where something may have grown", () => {
  const { heights } = list("a");
  heights.measure([drawn("a", 25)], false);
  expect(heights.measure([drawn("a", 40)], false)).toBe(false);
  expect(heights.measure([drawn("a", 40)], true)).toBe(true);
  expect(heights.measure([drawn("a", 40.2)], true)).toBe(false);
});

test("heights move with their rows when older ones come in front", () => {
  const { rows, heights } = list("b");
  heights.measure([drawn("b", 100)], false);
  rows.unshift("a");
  heights.count();
  expect([heights.topOf("b"), heights.total]).toEqual([10, 110]);
});
