import { expect, test } from "vitest";
import { linked } from "./linked";

const links = (text: string) => linked(text).flatMap((part) => (part.link ? [part.text] : []));

test("an address in a Chinese sentence ends where the sentence goes on", () => {
  expect(links("看 https://shop.example/a?b=1，还有吗")).toEqual(["https://shop.example/a?b=1"]);
  expect(links("See http://shop.example/tea.")).toEqual(["http://shop.example/tea"]);
});

test("nothing is lost or changed around links", () => {
  const text = "一 https://a.example/1 二\nhttps://b.example/2";
  expect(linked(text).map((part) => part.text).join("")).toBe(text);
  expect(links(text)).toHaveLength(2);
});

test("only pages of the web become links", () => {
  expect(links("javascript:alert(1) data:text/html,x ftp://a.example/b")).toEqual([]);
});
