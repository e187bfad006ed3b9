// The story that the desk exists for, told once on each database: three people at three workbenches and their visitors.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Agent } from "./agent.mjs";
import { Browser } from "./browser.mjs";
import { Desk } from "./desk.mjs";
import { equals, expect, whoever } from "./expect.mjs";
import { addsColleague, takesNoPart } from "./settings.mjs";
import { Visitor } from "./visitor.mjs";

const SHOP = "青禾茶铺";
const PASSWORD = "qinghe-2026-tea";

/** @type {("sqlite" | "postgres")[]} */
const databases = process.env.YINGKE_TEST_POSTGRES ? ["sqlite", "postgres"] : ["sqlite"];

for (const database of databases) describe(`on ${database}`, { concurrency: false }, () => {
  /** @type {Desk} */ let desk;
  /** @type {Browser} */ let browser;
  /** @type {Agent} */ let owner;
  /** @type {Agent} */ let lin;
  /** @type {Agent} */ let chen;
  /** @type {Agent} */ let first;
  /** @type {Agent} */ let second;
  /** @type {Visitor} */ let ann;
  let inbox = "";

  before(async () => {
    desk = await Desk.start(database);
    browser = await Browser.opens(desk);
  });
  after(async () => {
    await browser?.closes();
    await desk?.closes();
  });
  let toldSoFar = true;
  // One chapter needs the one before it; a failure says what the desk and the pages had to say.
  /** @param {string} name @param {() => Promise<void>} chapter */
  const chapter = (name, chapter) => test(name, async (t) => {
    assert.ok(toldSoFar, "an earlier chapter failed");
    try {
      await chapter();
      assert.deepEqual(browser.faults, []);
    } catch (error) {
      toldSoFar = false;
      await browser.photographs(`${database}-${name}`);
      t.diagnostic(`faults: ${JSON.stringify(browser.faults.splice(0), null, 2)}`);
      t.diagnostic(`the desk's log:\n${desk.log.slice(-4000)}`);
      throw error;
    }
  });

  chapter("the owner registers the shop and lands at the next steps", async () => {
    owner = await Agent.sitsDown(browser, "owner");
    await owner.registers(SHOP, "13800138000", PASSWORD);
    await owner.isAtTheDesk();
    for (const step of ["以访客身份发一句话", "在这里回复", "把聊天放到网站上", "添加同事"]) await owner.page.getByRole("heading", { name: step }).waitFor();
    const shop = await owner.page.getByRole("link", { name: "打开示例商店" }).getAttribute("href");
    inbox = shop?.split("/").at(-1) ?? "";
    await owner.page.getByRole("button", { name: "把聊天放到网站上" }).click();
    assert.match(await owner.page.getByLabel(/网页代码/).inputValue(), new RegExp(`/widget.js" data-inbox="${inbox}"`));
    assert.match(await owner.page.getByLabel("客服链接").inputValue(), new RegExp(`/c/i/${inbox}$`));
    const code = owner.page.getByRole("img", { name: "二维码" });
    await expect("the code is drawn", () => code.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0));
  });

  chapter("she adds two colleagues and takes no part in routing herself", async () => {
    await addsColleague(owner, { name: "lin", nickname: "小林", password: PASSWORD });
    await takesNoPart(owner);
    await addsColleague(owner, { name: "chen", nickname: "小陈", password: PASSWORD });
    await owner.page.goto("/conversations");
  });

  chapter("they sign in from other browsers as shop:name", async () => {
    [lin, chen] = await Promise.all([Agent.sitsDown(browser, "小林"), Agent.sitsDown(browser, "小陈")]);
    await Promise.all([lin.signsIn(`${SHOP}:lin`, PASSWORD), chen.signsIn(`${SHOP}:chen`, PASSWORD)]);
  });

  chapter("a visitor writes, and one of the two sees it at once and answers", async () => {
    ann = await Visitor.opensTheShop(browser, "Ann", inbox);
    await ann.says("发货了吗");
    const served = await whoever({ lin: lin.hears("发货了吗"), chen: chen.hears("发货了吗") });
    [first, second] = served === "lin" ? [lin, chen] : [chen, lin];
    await second.hearsNothingOf("发货了吗");
    await first.opens("发货了吗");
    await first.says("您好，今天下午发出，明天可以看到物流。");
    await ann.sees("您好，今天下午发出，明天可以看到物流。");
  });

  chapter("he hands it over with a reason; the colleague has the whole history and goes on", async () => {
    await first.notes("客户上周也催过一次");
    await first.transfersTo(second.name, "换班，请继续");
    await second.hears("客户上周也催过一次");
    await second.opens("客户上周也催过一次");
    for (const text of ["发货了吗", "您好，今天下午发出，明天可以看到物流。", "客户上周也催过一次"]) await second.sees(text);
    await second.seesHappening(/换班，请继续/);
    await second.says("我是小陈的同事，继续为您服务。");
    await ann.sees("我是小陈的同事，继续为您服务。");
    const seen = await ann.thread();
    assert.ok(!seen.includes("客户上周也催过一次"), "a note reached the visitor");
  });

  chapter("she ends it; the visitor comes back to the history and to the same colleague", async () => {
    await second.ends();
    await ann.seesAnywhere("会话已结束");
    await ann.comesBack();
    await equals("the history", () => ann.thread(), ["发货了吗", "您好，今天下午发出，明天可以看到物流。", "我是小陈的同事，继续为您服务。"]);
    await ann.says("还想问一下，能换成礼盒装吗？");
    await second.hears("还想问一下，能换成礼盒装吗？");
    await first.hearsNothingOf("还想问一下，能换成礼盒装吗？");
    await second.sees("还想问一下，能换成礼盒装吗？");
    await second.says("可以，给您换成礼盒装。");
    await ann.sees("可以，给您换成礼盒装。");
  });

  chapter("the server is killed in the middle and started again: nothing is missing, nothing is twice", async () => {
    const before = await ann.thread();
    await Promise.all([ann.writes("颜色要绿色的"), second.writes("好的，绿色礼盒")]);
    await desk.isKilled();
    await ann.writes("还有，一共几盒？");
    await ann.writes("在吗？");
    await second.writes("一共四盒。");
    await desk.startsAgain();
    await Promise.all([ann.isConfirmed(), second.isConfirmed()]);
    const said = ["颜色要绿色的", "好的，绿色礼盒", "还有，一共几盒？", "在吗？", "一共四盒。"];
    await Promise.all([...said.map((text) => ann.sees(text)), ...said.map((text) => second.sees(text))]);
    desk.away = false;
    const thread = await ann.thread();
    assert.deepEqual(thread.slice(0, before.length), before);
    assert.deepEqual([...thread.slice(before.length)].sort(), [...said].sort());
    const own = ["颜色要绿色的", "还有，一共几盒？", "在吗？"];
    assert.deepEqual(thread.filter((text) => own.includes(text)), own, "the visitor's words keep their order");
    // What both see live is what a fresh load shows.
    assert.deepEqual(await second.words(), thread);
    await second.page.reload();
    await equals("a fresh load of the workbench", () => second.words(), thread);
    await ann.comesBack();
    await equals("a fresh load of the chat", () => ann.thread(), thread);
  });

  chapter("one suspends: new visitors go to the other, and those she serves still reach her", async () => {
    await second.becomes("挂起");
    const bo = await Visitor.opensTheShop(browser, "Bo", inbox);
    await bo.says("有没有试用装？");
    await first.hears("有没有试用装？");
    await second.hearsNothingOf("有没有试用装？");
    await second.ends();
    await ann.says("谢谢，再问一句运费？");
    await second.hears("谢谢，再问一句运费？");
    await first.hearsNothingOf("谢谢，再问一句运费？");
  });

  chapter("the other goes offline: the suspended one is dealt what comes", async () => {
    await first.becomes("离线");
    const cai = await Visitor.opensTheShop(browser, "Cai", inbox);
    await cai.says("支持货到付款吗？");
    await second.hears("支持货到付款吗？");
  });

  chapter("both offline: the owner gets an offline message, and hands it out when somebody is back", async () => {
    await second.becomes("离线");
    const dai = await Visitor.opensTheShop(browser, "Dai", inbox);
    await dai.says("请问几点上班？");
    await owner.hears("请问几点上班？");
    await owner.page.getByText("有 1 条留言等人接待").waitFor();
    await first.hearsNothingOf("请问几点上班？");
    await first.becomes("在线");
    await owner.page.getByRole("button", { name: "分给在线的同事" }).click();
    await first.hears("请问几点上班？");
  });

  // Whatever went where it should not have gone would stand in these lists.
  chapter("everybody sees what is theirs and nothing else", async () => {
    const [anns, bos, cais, dais] = ["谢谢，再问一句运费？", "有没有试用装？", "支持货到付款吗？", "请问几点上班？"];
    await equals(`${first.name}'s list`, () => first.lastWords("全部"), [dais, anns, bos]);
    await equals(`${second.name}'s list`, () => second.lastWords("全部"), [cais, anns]);
    await equals("the owner's list", () => owner.lastWords("全部"), [dais, cais, anns, bos]);
  });
});
