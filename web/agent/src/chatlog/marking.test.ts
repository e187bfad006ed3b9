import { expect, test } from "vitest";
import { excerpt, marked, spans } from "./marking";

test("every word is found wherever it stands, whatever its case", () => {
  expect(marked("SF100 发货了吗，sf100", "sf100 货")).toEqual([{ text: "SF100", hit: true }, { text: " 发", hit: false }, { text: "货", hit: true }, { text: "了吗，", hit: false }, { text: "sf100", hit: true }]);
  expect(marked("没有", "x")).toEqual([{ text: "没有", hit: false }]);
  expect(marked("", "x")).toEqual([{ text: "", hit: false }]);
});

test("signs of patterns are only signs, and the longer word wins", () => {
  expect(spans("a+b (c)", "+ (c)")).toEqual([[1, 2], [4, 7]]);
  expect(spans("发货时间", "发货 发货时间")).toEqual([[0, 4]]);
  expect(spans("发货", "  ")).toEqual([]);
});

test("a hit far down in a long text is brought into sight", () => {
  const text = `${"前".repeat(100)}发货`;
  expect(excerpt(text, "发货")).toBe(`…${"前".repeat(24)}发货`);
  expect(excerpt("发货很快", "发货")).toBe("发货很快");
});
