import { expect, test } from "vitest";
import { hexTyped, isPale } from "./shopColour";

test("a colour is understood with and without its sign, short or long", () => {
  expect(["#1677FF", "1677ff", " #fa0 ", ""].map(hexTyped)).toEqual(["#1677ff", "#1677ff", "#ffaa00", ""]);
  expect(["red", "#12345", "rgb(1,2,3)"].map(hexTyped)).toEqual([null, null, null]);
});

test("yellow carries dark words, navy light ones", () => {
  expect(isPale("#ffd23f")).toBe(true);
  expect(isPale("#0f766e")).toBe(false);
  expect(isPale("#10254a")).toBe(false);
});
