import { expect, test } from "vitest";
import { Told } from "./told";

test("what is unread is told once, and again when more has come", () => {
  const told = new Told();
  expect([told.news(5, true, []), told.news(5, true, []), told.news(6, true, [])]).toEqual([true, false, true]);
});

test("whoever serves nobody here has nothing to tell, unless a note calls him", () => {
  const told = new Told();
  expect([told.news(5, false, []), told.news(5, false, ["note"]), told.news(5, false, ["note"]), told.news(5, false, ["note", "other"])]).toEqual([false, true, false, true]);
});

test("what did not arrive is told once more", () => {
  const told = new Told();
  told.news(5, true, ["note"]);
  told.forget();
  expect(told.news(5, true, ["note"])).toBe(true);
});
