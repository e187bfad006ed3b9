// A day without a mouse, the command palette, and being called when one looks elsewhere.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { equals, expect } from "./expect.mjs";
import { Floor } from "./floor.mjs";

const floor = await Floor.opens();
after(() => floor.closes());
before(async () => {
  await floor.hires("小林");
  await floor.hires("小陈", { capacity: 0 });
});

describe("by keyboard", { concurrency: false }, () => {
  floor.scene("somebody is answered, noted about, transferred and ended without a mouse", async () => {
    const lin = await floor.seats("小林");
    const { page } = lin;
    const ann = await floor.welcomes("Ann", "第一位");
    const bo = await floor.welcomes("Bo", "第二位");
    await lin.hears("第二位");
    await page.bringToFront();
    await page.keyboard.press("Alt+ArrowDown");
    await lin.sees("第二位");
    await page.keyboard.press("Alt+ArrowDown");
    await lin.sees("第一位");
    await page.keyboard.press("Alt+KeyR");
    await page.keyboard.type("您好，第一位");
    await page.keyboard.press("Enter");
    await ann.sees("您好，第一位");
    await page.keyboard.press("Alt+KeyN");
    await page.keyboard.type("老客户");
    await page.keyboard.press("Enter");
    await lin.sees("老客户");
    // Whom she wrote to last is on top now.
    await page.keyboard.press("Alt+ArrowDown");
    await lin.sees("第二位");
    await lin.commands("结束会话");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Enter");
    await lin.seesHappening(/结束了会话/);
    await bo.seesAnywhere(/会话已结束/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("第一位");
    await lin.hears("老客户");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await lin.sees("老客户");
  });

  floor.scene("everything on the desk is reached with Tab, and what has the focus is in sight", async () => {
    const lin = await floor.seats("小林");
    await floor.welcomes("Cai", "看得到吗？");
    await lin.opens("看得到吗？");
    const reached = await lin.walks();
    for (const stop of [/^我的/, /搜索客户或消息/, /转交/, /结束/, /回复/, /表情/, /添加图片或文件/, /我的状态/]) {
      assert.ok(reached.some(({ name }) => stop.test(name)), `${stop} is not reached: ${reached.map(({ name }) => name).join(" | ")}`);
    }
    assert.deepEqual(reached.filter(({ shown }) => !shown).map(({ name }) => name), [], "hidden under something");
  });

  floor.scene("the palette finds a command, a page and a customer; its window says the keys", async () => {
    const lin = await floor.seats("小林");
    await floor.welcomes("Dai", "想问问运费");
    await lin.hears("想问问运费");
    await lin.commands("我们的团队");
    await lin.page.getByRole("heading", { name: "我们的团队" }).waitFor();
    await lin.commands("切换为忙碌");
    await lin.page.getByRole("button", { name: /忙碌/ }).first().waitFor();
    await lin.commands("切换为在线");
    await lin.isAtTheDesk();
    await lin.page.keyboard.press("Control+k");
    await lin.page.keyboard.type("zzzz");
    await lin.page.getByRole("option", { name: /在聊天记录里搜索“zzzz”/ }).waitFor();
    await lin.page.keyboard.press("Escape");
    await lin.page.keyboard.press("?");
    await lin.page.getByRole("dialog", { name: "快捷键" }).waitFor();
    await lin.page.keyboard.press("Escape");
    await lin.page.getByRole("dialog").waitFor({ state: "detached" });
  });
});

describe("looking elsewhere", { concurrency: false }, () => {
  floor.scene("a notification says who wrote what, and leads there; the title counts", async () => {
    const lin = await floor.seats("小林", { notified: true });
    const er = await floor.welcomes("Er", "在吗？");
    await lin.opens("在吗？");
    await lin.says("在的");
    await er.sees("在的");
    await expect("the title rests", async () => !/^\(/.test(await lin.page.title()));
    await lin.looksElsewhere();
    await floor.welcomes("Hua", "杯子碎了");
    await equals("she is called", async () => (await lin.called()).at(-1)?.body, "杯子碎了");
    await expect("the title counts", async () => /^\(\d+\)/.test(await lin.page.title()));
    await lin.answersTheCall();
    await lin.sees("杯子碎了");
    await expect("the title rests", async () => !/^\(/.test(await lin.page.title()));
  });

  floor.scene("one who does not want to be called is not", async () => {
    const lin = await floor.seats("小林", { notified: true });
    const fei = await floor.welcomes("Fei", "您好");
    await lin.opens("您好");
    await lin.says("您好，请讲");
    await lin.page.goto("/settings/profile");
    await lin.page.getByRole("switch", { name: "桌面通知", exact: true }).setChecked(false, { force: true });
    await lin.page.goto("/team");
    await lin.isAtTheDesk();
    await lin.looksElsewhere();
    const before = (await lin.called()).length;
    await fei.says("可以开发票吗？");
    await expect("the title counts", async () => /^\(\d+\)/.test(await lin.page.title()));
    assert.equal((await lin.called()).length, before);
  });
});
