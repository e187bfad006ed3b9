import { expect, test } from "vitest";
import { json } from "../src/chat/json";

const sent = (value: object) => JSON.parse(json(value)) as unknown;

test("half an emoji does not keep the rest from being sent", () => {
  expect(sent({ page: { title: "好茶 \ud83c" }, text: "\udf75在吗" })).toEqual({ page: { title: "好茶 \ufffd" }, text: "\ufffd在吗" });
});

test("a character that nobody can store is replaced", () => {
  expect(sent({ text: "a\0b" })).toEqual({ text: "a\ufffdb" });
});

test("whole characters and everything else stay as they are", () => {
  const said = { text: "🍵 𠮷 \\ud83c \"<b>\"\n", n: 3, none: null, list: ["👩‍👩‍👧", true] };
  expect(sent(said)).toEqual(said);
});
