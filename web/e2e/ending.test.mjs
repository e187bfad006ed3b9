// How a conversation is closed and found again: summary, tags, rating, the customer's side beside it, the chat log, the team.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import { equals } from "./expect.mjs";
import { Floor } from "./floor.mjs";

const floor = await Floor.opens();
after(() => floor.closes());
before(async () => {
  await floor.hires("小林");
  await floor.hires("小陈", { capacity: 0 });
  await floor.owner.calls("PATCH", "/settings/service", { closing_text: "感谢咨询，期待再见。", summary: "required" });
});

describe("closing a conversation", { concurrency: false }, () => {
  floor.scene("the shop wants a summary: nothing ends without it, and it stands beside the conversation", async () => {
    const lin = await floor.seats("小林");
    const ann = await floor.welcomes("Ann", "壶盖碎了");
    await lin.opens("壶盖碎了");
    await lin.says("马上补发");
    await lin.page.getByRole("button", { name: "结束", exact: true }).click();
    const dialog = lin.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "结束会话" }).click();
    await dialog.getByText("请先选择咨询类型").waitFor();
    await dialog.getByRole("button", { name: "售后退换" }).click();
    await dialog.getByRole("radio", { name: "已解决", exact: true }).check({ force: true });
    await dialog.getByRole("textbox", { name: "备注" }).fill("补发壶盖一只");
    await dialog.getByRole("button", { name: "添加标签" }).click();
    await dialog.getByRole("combobox", { name: "添加标签" }).fill("破损补发");
    await dialog.getByRole("option", { name: /新建标签“破损补发”/ }).click();
    await dialog.getByText("破损补发", { exact: true }).first().waitFor();
    await dialog.getByRole("button", { name: "结束会话" }).click();
    await dialog.waitFor({ state: "detached" });
    await lin.seesHappening(/结束了会话/);
    await lin.sees("感谢咨询，期待再见。");
    await ann.sees("感谢咨询，期待再见。");
    const panel = await lin.besideTheTalk();
    for (const text of ["售后退换", "补发壶盖一只", "破损补发"]) await panel.getByText(text, { exact: true }).first().waitFor();
  });

  floor.scene("the visitor rates; the agent sees how many stars and what was said", async () => {
    const lin = await floor.seats("小林");
    const bo = await floor.welcomes("Bo", "怎么退货？");
    await lin.opens("怎么退货？");
    await lin.says("点申请退货即可");
    await lin.endsAs("售后退换");
    await bo.rates("满意", "回复很快");
    await lin.seesHappening("客户评价了这次服务");
    const panel = await lin.besideTheTalk();
    await panel.getByText("回复很快").waitFor();
    await bo.chat.getByRole("button", { name: "修改" }).click();
    await bo.rates("非常满意", "回复非常快");
    await panel.getByText("回复非常快").waitFor();
  });

  floor.scene("a tag is set beside the conversation, seen by the colleague at once, and narrows the list", async () => {
    await floor.owner.calls("POST", "/tags", { name: "加急", color: "red" });
    const lin = await floor.seats("小林");
    await floor.welcomes("Cai", "今天必须发货");
    await lin.opens("今天必须发货");
    const other = await lin.secondWindow();
    const panel = await lin.besideTheTalk();
    await panel.getByRole("button", { name: "添加标签" }).click();
    await panel.getByRole("option", { name: "加急" }).click();
    await panel.getByRole("button", { name: "移除标签“加急”" }).waitFor();
    await other.page.getByRole("button", { name: "筛选会话" }).click();
    await other.page.getByRole("menuitemradio", { name: "加急" }).click();
    await other.hears("今天必须发货");
    await equals("the rows that carry the tag", () => other.rows().count(), 1);
  });

  floor.scene("the transcript says what both sides said and nothing that was meant for colleagues", async () => {
    const lin = await floor.seats("小林");
    const dai = await floor.welcomes("Dai", "发票抬头写错了");
    await lin.opens("发票抬头写错了");
    await lin.notes("财务小张处理");
    await lin.says("已为您重开");
    await dai.sees("已为您重开");
    await floor.owner.calls("GET", "/me");
    const boss = await floor.seats("店主");
    await boss.looksAt("同事");
    await boss.opens("已为您重开");
    const panel = await boss.besideTheTalk();
    const coming = boss.page.waitForEvent("download");
    await panel.getByRole("button", { name: "下载聊天记录" }).click();
    const file = await coming;
    assert.match(file.suggestedFilename(), /^聊天记录-.+\.txt$/);
    const text = await readFile(await file.path(), "utf8");
    assert.equal(text.charCodeAt(0), 0xfeff);
    for (const words of ["发票抬头写错了", "已为您重开"]) assert.ok(text.includes(words), words);
    assert.ok(!text.includes("财务小张处理"), "a note is in the customer's transcript");
  });

  floor.scene("the chat log finds words, leads to them, and names everybody who ever served a customer", async () => {
    const boss = await floor.seats("店主");
    const { page } = boss;
    await page.goto("/chatlog");
    await page.getByRole("searchbox", { name: "搜索消息内容" }).or(page.getByRole("textbox", { name: "搜索消息内容" })).first().fill("壶盖");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /壶盖碎了/ }).click();
    await boss.thread.getByText("壶盖碎了", { exact: true }).waitFor();
    await boss.thread.getByText("马上补发", { exact: true }).waitFor();
    await page.getByRole("button", { name: /ALL/ }).first().click();
    const dialog = page.getByRole("dialog", { name: /接待过/ });
    await dialog.getByRole("listitem").filter({ hasText: "小林" }).waitFor();
    assert.equal(await dialog.getByRole("listitem").count(), 1);
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "在会话中打开" }).click();
    await boss.sees("马上补发");
  });

  floor.scene("the team page follows everybody's presence and load", async () => {
    const boss = await floor.seats("店主");
    await boss.page.goto("/team");
    const row = boss.page.getByRole("listitem").filter({ hasText: "小陈" }).last();
    await row.getByText(/离线/).first().waitFor();
    const chen = await floor.seats("小陈");
    await row.getByText(/在线/).first().waitFor();
    await chen.becomes("挂起");
    await row.getByText(/挂起/).first().waitFor();
    await equals("still listed once", () => boss.page.getByRole("listitem").filter({ hasText: "小陈" }).count(), 1);
  });
});
