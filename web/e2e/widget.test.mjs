// The chat as visitors meet it: what stands before the first word, what answers by itself, leaving a message, rating, the
// page and the product that are looked at, coming back.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { equals, expect } from "./expect.mjs";
import { Floor } from "./floor.mjs";

const floor = await Floor.opens();
after(() => floor.closes());
before(() => floor.hires("小林"));

/** An entry of its own for one scene. @param {string} name @param {object} settings */
const entry = async (name, settings, people = {}) => (await floor.owner.calls("POST", "/inboxes", { kind: "web", name, settings, ...people })).id;

describe("in the chat", { concurrency: false }, () => {
  floor.scene("a form comes first; its answers stand beside the conversation and fill in the customer", async () => {
    const inbox = await entry("表单", { form: { intro: "先认识一下", fields: [
      { key: "name", label: "称呼", type: "text", required: true },
      { key: "email", label: "邮箱", type: "email", required: false },
      { key: "topic", label: "想问什么", type: "select", required: true, options: ["售前", "售后"] },
    ] } });
    const lin = await floor.seats("小林");
    const ann = await floor.lets("Ann", {}, inbox);
    assert.equal(await ann.field.count(), 0, "she may write before the form");
    await ann.chat.getByRole("button", { name: "开始咨询" }).click();
    await ann.chat.getByText("这一项需要填写").first().waitFor();
    await ann.chat.getByLabel("称呼").fill("安女士");
    await ann.chat.getByLabel("邮箱").fill("ann@");
    await ann.chat.getByLabel("想问什么").selectOption("售后");
    await ann.chat.getByRole("button", { name: "开始咨询" }).click();
    await ann.chat.getByText(/请检查邮箱/).waitFor();
    await ann.chat.getByLabel("邮箱").fill("ann@example.com");
    await ann.chat.getByRole("button", { name: "开始咨询" }).click();
    await ann.says("杯子有裂纹");
    await lin.opens("安女士");
    const panel = await lin.besideTheTalk();
    for (const text of ["售后", "想问什么"]) await panel.getByText(text, { exact: true }).first().waitFor();
    await ann.page.reload();
    await ann.field.waitFor();
    assert.equal(await ann.chat.getByRole("button", { name: "开始咨询" }).count(), 0, "the form comes twice");
  });

  floor.scene("a question is answered by itself, and the agent knows that it was looked at", async () => {
    const inbox = await entry("常见问题", { faq: [{ question: "多久发货？", answer: "下单后 48 小时内。" }, { question: "可以退换吗？", answer: "七天无理由。" }] });
    const lin = await floor.seats("小林");
    const bo = await floor.lets("Bo", {}, inbox);
    await bo.chat.getByRole("button", { name: "多久发货？" }).click();
    await bo.chat.getByText("下单后 48 小时内。").waitFor();
    await bo.says("能快一点吗？");
    await lin.opens("能快一点吗？");
    await lin.seesHappening(/客户先看了常见问题.*多久发货/);
  });

  floor.scene("welcome and waiting texts are marked automatic and count as nobody's answer", async () => {
    const inbox = await entry("自动", { welcome_text: "欢迎光临青禾", no_answer: { seconds: 10, text: "客服马上就来" } });
    const lin = await floor.seats("小林");
    const cai = await floor.lets("Cai", {}, inbox);
    await cai.seesAnywhere("欢迎光临青禾");
    await cai.says("有人吗？");
    await lin.hears("有人吗？");
    await cai.sees("客服马上就来");
    await cai.chat.getByText("自动回复").first().waitFor();
    await equals("still unread", () => lin.unread("有人吗？"), 1);
    await lin.opens("有人吗？");
    await lin.sees("客服马上就来");
    await lin.says("来了");
    await cai.sees("来了");
  });

  floor.scene("nobody is there: a message with an e-mail address is left", async () => {
    const inbox = await entry("留言", { offline_email: "required", offline_text: "下班了，请留言" }, { agent_ids: [await floor.hires("小周")] });
    const dai = await floor.lets("Dai", {}, inbox);
    await dai.writes("周末发货吗？");
    await dai.seesAnywhere("下班了，请留言");
    await dai.chat.getByLabel("邮箱").fill("dai@example.com");
    await dai.chat.getByRole("button", { name: "提交" }).click();
    await dai.seesAnywhere(/已记下 dai@example\.com/);
    await dai.isConfirmed();
    const boss = await floor.seats("店主");
    await boss.looksAt("全部");
    await boss.opens("周末发货吗？");
    const panel = await boss.besideTheTalk();
    await panel.getByText(/dai@example\.com/).waitFor();
  });

  floor.scene("the sound is switched off and stays so, and the history is there on return", async () => {
    const lin = await floor.seats("小林");
    const er = await floor.welcomes("Er", "还在吗？");
    await lin.opens("还在吗？");
    await lin.says("在的，请讲");
    await er.sees("在的，请讲");
    const sound = er.chat.getByRole("button", { name: "提示音" });
    await sound.click();
    await expect("the sound is off", async () => (await sound.getAttribute("aria-pressed")) === "false");
    await er.page.reload();
    await er.sees("在的，请讲");
    await er.sees("还在吗？");
    await expect("the sound stays off", async () => (await sound.getAttribute("aria-pressed")) === "false");
  });

  floor.scene("what is written without a network goes out once, in order, when it is back", async () => {
    const lin = await floor.seats("小林");
    const fei = await floor.welcomes("Fei", "零零");
    await lin.opens("零零");
    floor.browser.refused = /ERR_INTERNET_DISCONNECTED/;
    await fei.page.context().setOffline(true);
    await fei.seesAnywhere(/网络已断开/);
    for (const text of ["甲甲", "乙乙", "丙丙"]) await fei.writes(text);
    await fei.page.context().setOffline(false);
    await lin.sees("丙丙");
    await fei.isConfirmed();
    await equals("in order, once each", () => lin.words(), ["零零", "甲甲", "乙乙", "丙丙"]);
  });

  floor.scene("the agent sees which page is open and which product is asked about, as the visitor moves on", async () => {
    const lin = await floor.seats("小林");
    const gao = await floor.comesToTheShop("Gao");
    await gao.says("这款有货吗？");
    await lin.opens("这款有货吗？");
    const panel = await lin.besideTheTalk();
    await panel.getByText(await gao.page.title()).first().waitFor();
    await gao.page.evaluate(() => {
      history.pushState({}, "", "#celadon");
      document.title = "天青盖碗";
    });
    await gao.page.evaluate(() => history.pushState({}, "", "#celadon-2"));
    await panel.getByText("天青盖碗").first().waitFor();
    await gao.page.evaluate(() => {
      const { yingke } = /** @type {any} */ (window);
      yingke("product", { title: "霁蓝釉盖碗 150 ml", price: "¥268" });
    });
    await panel.getByText("霁蓝釉盖碗 150 ml").waitFor();
    await panel.getByText("¥268").waitFor();
  });

  floor.scene("the chat is used with the keyboard alone, and Escape closes it", async () => {
    const lin = await floor.seats("小林");
    const he = await floor.comesToTheShop("He", { closed: true });
    await he.page.getByRole("button", { name: /打开在线客服/ }).focus();
    await he.page.keyboard.press("Enter");
    await he.field.waitFor();
    await expect("the field has the focus", () => he.field.evaluate((field) => field === document.activeElement));
    await he.page.keyboard.type("不用鼠标");
    await he.page.keyboard.press("Enter");
    await lin.hears("不用鼠标");
    await he.page.keyboard.press("Escape");
    await expect("the launcher has the focus again", async () => (await he.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.localName ?? document.activeElement?.localName)) === "button");
    await lin.opens("不用鼠标");
    await lin.says("看到了");
    await he.page.getByRole("button", { name: /打开在线客服.*1|1.*未读/ }).first().waitFor();
  });
});
