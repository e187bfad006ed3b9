// One window, two people: whoever signs in after a colleague begins with nothing of hers.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { Agent } from "./agent.mjs";
import { Floor } from "./floor.mjs";
import { PASSWORD } from "./owner.mjs";

const floor = await Floor.opens();
after(() => floor.closes());
before(async () => {
  await floor.hires("小林");
  await floor.hires("小陈");
});

/** @param {import("playwright-core").Page} page @param {string} title @param {string} abbreviation */
async function keeps(page, title, abbreviation) {
  const data = { scope: "personal", folder: "", abbreviation, title, text: title };
  const answer = await page.context().request.post("/api/v1/phrases", { data, headers: { origin: floor.desk.url } });
  assert.ok(answer.ok(), await answer.text());
}

describe("in one window after the other", { concurrency: false }, () => {
  floor.scene("the next one finds neither the quick replies nor the words of the one before", async () => {
    const lin = await floor.seats("小林");
    const { page } = lin;
    const offered = page.getByRole("listbox", { name: "快捷回复" });
    await keeps(page, "小林的私房话", "sf");
    const gao = await floor.welcomes("Gao", "杯子有没有大号？");
    await lin.opens("杯子有没有大号？");
    await lin.answer.pressSequentially("/sf");
    await offered.getByRole("option", { name: /小林的私房话/ }).waitFor();
    await lin.answer.fill("写了一半的话");
    await page.getByRole("button", { name: /我的状态/ }).click();
    await page.getByRole("menuitem", { name: "退出登录" }).click();
    const dialog = page.getByRole("dialog", { name: "退出登录" });
    await dialog.getByRole("radio", { name: /按分流规则/ }).check();
    const chen = new Agent("小陈", page);
    const seated = await floor.seats("小陈");
    await keeps(seated.page, "小陈的私房话", "sf");
    await dialog.getByRole("button", { name: "确定" }).click();
    await chen.signsIn(floor.accounts.get("小陈")?.login ?? "", PASSWORD);
    await gao.says("在吗？");
    await chen.opens("在吗？");
    assert.equal(await chen.answer.inputValue(), "");
    await chen.answer.pressSequentially("/sf");
    await offered.getByRole("option", { name: /小陈的私房话/ }).waitFor();
    assert.equal(await offered.getByRole("option", { name: /小林的私房话/ }).count(), 0);
  });
});
