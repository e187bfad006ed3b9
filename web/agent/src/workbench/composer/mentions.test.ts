import { expect, test } from "vitest";
import { called, calling, marked, matching } from "./mentions";

const li = { id: "li", names: ["小李", "lin"] };
const liz = { id: "liz", names: ["小李子", "liz"] };
const ann = { id: "ann", names: ["Ann", "ann"] };
const team = [li, liz, ann];

test("an @ asks for a colleague, at the beginning, after a space, after Chinese", () => {
  expect(calling("@", 1)).toEqual({ at: 0, name: "" });
  expect(calling("please @an", 10)).toEqual({ at: 7, name: "an" });
  expect(calling("这个请@小", 5)).toEqual({ at: 3, name: "小" });
});

test("an e-mail address and a finished call ask for nobody", () => {
  expect(calling("ann@shop", 8)).toBeNull();
  expect(calling("@小李 看一下", 7)).toBeNull();
});

test("names that begin so come first", () => {
  expect(matching("小李", team).map((p) => p.id)).toEqual(["li", "liz"]);
  expect(matching("N", team).map((p) => p.id)).toEqual(["ann", "li"]);
  expect(matching("", team)).toHaveLength(3);
  expect(matching("王", team)).toEqual([]);
});

test("the longest name is the one that is called, and each counts once", () => {
  expect(called("@小李子 @小李子 帮忙", team)).toEqual(["liz"]);
  expect(called("@小李看看，@Ann too", team)).toEqual(["li", "ann"]);
  expect(called("@anna @nobody", team)).toEqual([]);
});

test("of two with the same name the one who stands first is called", () => {
  const other = { id: "other", names: ["小李", "lee"] };
  expect(called("@小李 看一下", [other, ...team])).toEqual(["other"]);
  expect(called("@小李 看一下", [...team, other])).toEqual(["li"]);
});

test("nothing of the text is lost when calls are marked", () => {
  const text = "请 @小李 和 @Ann 看，a@b.example";
  expect(marked(text, team).map((part) => part.text).join("")).toBe(text);
});
