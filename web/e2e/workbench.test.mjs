// The list and its counters, who has read what, who is typing, drafts, and two agents who do not talk over each other.
import assert from "node:assert/strict";
import { after, describe } from "node:test";
import { equals, expect } from "./expect.mjs";
import { Floor } from "./floor.mjs";

const floor = await Floor.opens();
after(() => floor.closes());
await floor.hires("小林");
const supervisor = (await floor.owner.calls("GET", "/roles")).items.find((/** @type {{template: string}} */ role) => role.template === "supervisor");
await floor.hires("云舒", { roles: [supervisor.id], capacity: 1 });

describe("at the workbench", { concurrency: false }, () => {
  floor.scene("views and counters follow what happens, without a reload", async () => {
    const lin = await floor.seats("小林");
    await equals("nothing yet", () => lin.counts("我的"), 0);
    const ann = await floor.welcomes("Ann", "茶壶有现货吗？");
    await lin.hears("茶壶有现货吗？");
    await equals("one of mine", () => lin.counts("我的"), 1);
    await equals("one unread", () => lin.unread("茶壶有现货吗？"), 1);
    await ann.says("在吗？");
    await equals("two unread", () => lin.unread("在吗？"), 2);
    await lin.opens("在吗？");
    await equals("all read", () => lin.unread("在吗？"), 0);
    await lin.says("有的，今天就能发。");
    await lin.ends();
    await equals("none of mine", () => lin.counts("我的"), 0);
    await lin.looksAt("已结束");
    await lin.hears("有的，今天就能发。");
    await ann.says("好的，再要一个杯子");
    await lin.looksAt("我的");
    await lin.hears("好的，再要一个杯子");
    await equals("reopened", () => lin.counts("我的"), 1);
    await lin.ends();
  });

  floor.scene("a menu stays open while the conversation beside it goes on", async () => {
    const lin = await floor.seats("小林");
    const eva = await floor.welcomes("Eva", "请问第1款还有吗？");
    for (let n = 2; n < 20; n++) await eva.says(`请问第${n}款还有吗？`);
    await lin.opens("请问第19款还有吗？");
    await lin.page.getByRole("button", { name: /我的状态/ }).click();
    const suspended = lin.page.getByRole("menuitemradio", { name: /^挂起/ });
    await suspended.waitFor();
    await lin.thread.evaluate((thread) => thread.addEventListener("scroll", () => (thread.dataset.moved = "yes"), { capture: true }));
    await eva.says("请问第20款还有吗？");
    await lin.sees("请问第20款还有吗？");
    await expect("the thread went on", () => lin.thread.evaluate((thread) => thread.dataset.moved === "yes"));
    assert.ok(await suspended.isVisible(), "the menu was closed");
    await lin.page.keyboard.press("Escape");
    await lin.ends();
  });

  floor.scene("each side sees that the other has read", async () => {
    const lin = await floor.seats("小林");
    const bo = await floor.welcomes("Bo", "发票怎么开？");
    assert.equal(await bo.standing(), "已送达");
    await lin.opens("发票怎么开？");
    await equals("read by the agent", () => bo.standing(), "已读");
    await lin.says("下单时勾选就可以。");
    await bo.sees("下单时勾选就可以。");
    await lin.thread.getByText("已读", { exact: true }).waitFor();
    await lin.ends();
  });

  floor.scene("each side sees that the other is typing, and that it stopped", async () => {
    const lin = await floor.seats("小林");
    const cai = await floor.welcomes("Cai", "想买一套茶具");
    await lin.opens("想买一套茶具");
    await cai.field.pressSequentially("预算");
    await lin.page.getByText(/正在输入…/).first().waitFor();
    await cai.field.fill("");
    await expect("the typing sign goes", async () => (await lin.thread.getByText(/正在输入…/).count()) === 0);
    await lin.answer.pressSequentially("您的预算");
    await cai.log.getByRole("img", { name: "对方正在输入" }).waitFor();
    await lin.answer.fill("您的预算大概多少？");
    await lin.answer.press("Enter");
    await cai.sees("您的预算大概多少？");
    await expect("the typing sign goes", async () => (await cai.log.getByRole("img", { name: "对方正在输入" }).count()) === 0);
    await lin.ends();
  });

  floor.scene("a draft is there in the other window and after a reload", async () => {
    const lin = await floor.seats("小林");
    await floor.welcomes("Dai", "这款保温多久？");
    await lin.opens("这款保温多久？");
    await lin.answer.fill("大约六个小时，冬天会");
    const saved = await lin.secondWindow();
    await saved.hears("大约六个小时，冬天会");
    await saved.opens("大约六个小时，冬天会");
    await equals("the draft", () => saved.answer.inputValue(), "大约六个小时，冬天会");
    await saved.answer.fill("大约六个小时。");
    await equals("changed in the first window", () => lin.answer.inputValue(), "大约六个小时。");
    await lin.page.reload();
    await equals("after a reload", () => lin.answer.inputValue(), "大约六个小时。");
    await lin.answer.press("Enter");
    await lin.isConfirmed();
    await equals("no draft is left", () => saved.answer.inputValue(), "");
    await lin.ends();
  });

  floor.scene("two agents on one conversation see each other, and nobody talks over the other", async () => {
    const lin = await floor.seats("小林", { line: true });
    await floor.welcomes("Er", "可以便宜一点吗？");
    await lin.opens("可以便宜一点吗？");
    const yun = await floor.seats("云舒");
    await yun.looksAt("同事");
    await yun.opens("可以便宜一点吗？");
    await lin.page.getByText("云舒 也在看").waitFor();
    await yun.page.getByText("小林 也在看").waitFor();
    await lin.answer.pressSequentially("最低");
    await yun.page.getByText("小林 正在回复").waitFor();
    await lin.answer.fill("");
    // Both write at once: what the later one writes is held, with what came in between.
    floor.browser.refused = /status of 409/;
    await yun.answer.fill("这款不议价哦。");
    await lin.answer.fill("给您九五折。");
    // What she sees is a moment old, as over any line.
    lin.line?.isHeldUp();
    await yun.answer.press("Enter");
    await yun.isConfirmed();
    await lin.answer.press("Enter");
    await lin.page.getByRole("button", { name: "仍然发送" }).waitFor();
    lin.line?.isFree();
    await lin.sees("这款不议价哦。");
    await lin.page.getByRole("button", { name: "仍然发送" }).click();
    await lin.isConfirmed();
    await yun.sees("给您九五折。");
    await equals("both, once each", () => yun.words(), ["可以便宜一点吗？", "这款不议价哦。", "给您九五折。"]);
    await lin.ends();
  });

  floor.scene("a long list has only the rows in sight and reaches its end", async () => {
    const lin = await floor.seats("小林");
    for (let from = 0; from < 45; from += 15) {
      await Promise.all(Array.from({ length: 15 }, (_, i) => floor.owner.hearsFrom({ name: `顾客${from + i}` }, `第 ${from + i} 个问题`)));
    }
    await lin.looksAt("全部");
    await expect("the rows stand", async () => (await lin.rows().count()) > 5);
    assert.ok((await lin.rows().count()) < 45, "the list has every row at once");
    const seen = await lin.scrollsThroughTheList("全部");
    for (let i = 0; i < 45; i += 1) assert.ok(seen.has(`顾客${i}`), `顾客${i} never came into sight`);
  });
});
