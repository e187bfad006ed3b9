import { expect, test } from "vitest";
import { allowed, leastPolicy, passwordRules } from "./passwordRules";

const unmet = (password: string, names: string[] = [], policy = leastPolicy) => passwordRules(password, names, policy).filter((r) => !r.met).map((r) => r.rule);

test("the least that is asked: six characters, and not the account's name", () => {
  expect(unmet("12345")).toEqual(["length"]);
  expect(unmet("xiaoman", ["XiaoMan"])).toEqual(["names"]);
  expect(unmet("green-tea", ["xiaoman", ""])).toEqual([]);
  expect(unmet("", ["x"])).toEqual(["length", "names"]);
});

test("what the owner asks beyond that", () => {
  const strict = { min_length: 10, classes: 3, max_age_days: null };
  expect(unmet("green-tea", [], strict)).toEqual(["length", "classes"]);
  expect(allowed("Green-tea-9", [], strict)).toBe(true);
  expect(unmet("龙井茶叶十克装都好喝呀", [], { ...strict, classes: 2 })).toEqual(["classes"]);
});
