import { expect, test } from "vitest";
import { hostOf, isChatPage } from "./place";

test("only the desk's own chat pages are no page of the shop", () => {
  const desk = "https://desk.example";
  expect(["https://desk.example/c/abc", "/c/i/1", "https://desk.example/demo/1", "https://shop.example/c/abc", "", "::"].map((url) => isChatPage(url, desk))).toEqual([true, true, false, false, false, false]);
});

test("a referrer is told by its host, whatever else was sent stays as it is", () => {
  expect([hostOf("https://www.baidu.com/s?wd=tea"), hostOf("微信扫码")]).toEqual(["www.baidu.com", "微信扫码"]);
});
