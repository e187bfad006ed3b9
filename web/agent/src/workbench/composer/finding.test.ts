import type { Phrase } from "@yingke/shared";
import { expect, test } from "vitest";
import { filled, found } from "./finding";

const phrase = (id: string, more: Partial<Phrase>): Phrase => ({ id, scope: "team", folder: "", abbreviation: null, title: id, text: "", pinyin: "", initials: "", updated_at: "", ...more });
const returns = phrase("returns", { title: "退货流程", abbreviation: "th", text: "您好，退货请先申请售后。", pinyin: "tuihuoliucheng", initials: "thlc", folder: "售后" });
const parcel = phrase("parcel", { title: "查快递", abbreviation: "kd", text: "您的包裹已发出", pinyin: "chakuaidi zhakuaidi", initials: "ckd zkd" });
const hello = phrase("hello", { title: "Hello", text: "Hello {customer}", pinyin: "hello", initials: "hello" });
const mine = phrase("mine", { scope: "personal", title: "退货地址", text: "杭州市…", pinyin: "tuihuodizhi", initials: "thdz" });
const all = [returns, parcel, hello, mine];
const ids = (query: string) => found(all, query).map((p) => p.id);

test("an abbreviation that fits exactly stands before everything", () => {
  expect(ids("th")).toEqual(["returns", "mine"]);
  expect(ids("KD")[0]).toBe("parcel");
});

test("one is found by title, text, folder, pinyin and initials, with either reading", () => {
  expect(ids("快递")).toEqual(["parcel"]);
  expect(ids("包裹")).toEqual(["parcel"]);
  expect(ids("售后")).toEqual(["returns"]);
  expect(ids("tuihuodi")).toEqual(["mine"]);
  expect(ids("zkd")).toEqual(["parcel"]);
  expect(ids("hel")).toEqual(["hello"]);
  expect(ids("没有这个")).toEqual([]);
});

test("of several words each has to fit, wherever it stands", () => {
  expect(ids("售后 退货")).toEqual(["returns"]);
  expect(ids("退货 杭州")).toEqual(["mine"]);
  expect(ids("退货 包裹")).toEqual([]);
});

test("one's own stand before the team's where both fit as well, and when nothing is sought", () => {
  expect(ids("退货")).toEqual(["mine", "returns"]);
  expect(ids("")).toEqual(["mine", "returns", "parcel", "hello"]);
});

test("names are filled in, in either language, and other braces stay", () => {
  const names = { customer: "张女士", agent: "小李", shop: "茶铺" };
  expect(filled("{客户}您好，我是{店铺}的{客服}", names)).toBe("张女士您好，我是茶铺的小李");
  expect(filled("Hi {Customer}, {agent} of {shop}", names)).toBe("Hi 张女士, 小李 of 茶铺");
  expect(filled("规格 {120×60} {其他}", names)).toBe("规格 {120×60} {其他}");
});
