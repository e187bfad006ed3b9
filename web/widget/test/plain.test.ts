import { expect, test } from "vitest";
import { plain } from "../src/loader/plain";

test("half an emoji in a title does not keep the page from being told", () => {
  const said = { title: "好茶 \ud83c", product: { title: "\udf75龙井" } };
  expect(plain(said)).toEqual({ title: "好茶 ", product: { title: "龙井" } });
});

test("a character that nobody can store is left out", () => {
  expect(plain({ title: "a\0b" })).toEqual({ title: "ab" });
});

test("whole characters and everything else stay as they are", () => {
  const said = { title: "🍵 𠮷 \\ud83c \"<b>\"\n", price: 3, product: null, list: ["👩‍👩‍👧", true] };
  expect(plain(said)).toEqual(said);
});

test("what no message carries is left out", () => {
  expect(plain({ title: "茶", product: { image: () => "x" } })).toEqual({ title: "茶", product: {} });
});
