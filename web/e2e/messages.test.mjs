// What can be said and how: answers to a message, taking back, notes that call a colleague, pictures, files, emoji, quick
// replies, words that may not be said.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { equals, expect } from "./expect.mjs";
import { Floor } from "./floor.mjs";
import { png } from "./picture.mjs";

const floor = await Floor.opens();
after(() => floor.closes());
before(async () => {
  await floor.hires("小林");
  await floor.hires("小陈", { capacity: 0 });
});

describe("in a conversation", { concurrency: false }, () => {
  floor.scene("an answer quotes what it answers, on both sides, and leads back to it", async () => {
    const lin = await floor.seats("小林");
    const ann = await floor.welcomes("Ann", "有没有蓝色？");
    await ann.says("还有，多少钱？");
    await lin.opens("还有，多少钱？");
    await lin.acts("有没有蓝色？", "回复这条");
    await lin.says("有，天青和霁蓝两种。");
    await lin.message("有，天青和霁蓝两种。").getByRole("button", { name: /有没有蓝色？/ }).click();
    await expect("the quoted message is marked", () => lin.message("有没有蓝色？").first().evaluate((one) => one.classList.contains("hit")));
    await equals("the quote in the chat", () => ann.quoteIn("有，天青和霁蓝两种。"), "我有没有蓝色？");
    await ann.quotes("有，天青和霁蓝两种。");
    await ann.says("霁蓝的来一个");
    await lin.message("霁蓝的来一个").getByRole("button", { name: /有，天青和霁蓝两种。/ }).waitFor();
  });

  floor.scene("what was taken back is gone on both sides, and its words can be written anew", async () => {
    const lin = await floor.seats("小林");
    const bo = await floor.welcomes("Bo", "地址填错了怎么办？");
    await lin.opens("地址填错了怎么办？");
    await lin.says("请把新地纸发我");
    await bo.sees("请把新地纸发我");
    await lin.acts("请把新地纸发我", "撤回");
    await lin.seesHappening("您撤回了一条消息");
    await bo.seesAnywhere("对方撤回了一条消息");
    assert.equal(await bo.log.getByText("请把新地纸发我").count(), 0);
    await lin.page.getByRole("button", { name: "重新编辑" }).click();
    assert.equal(await lin.answer.inputValue(), "请把新地纸发我");
    await lin.says("请把新地址发我");
    await bo.sees("请把新地址发我");
    await lin.page.reload();
    await lin.seesHappening("您撤回了一条消息");
    assert.equal(await lin.thread.getByText("请把新地纸发我").count(), 0);
  });

  floor.scene("a note calls a colleague: she is told, may read along, and the customer knows nothing", async () => {
    const lin = await floor.seats("小林");
    const chen = await floor.seats("小陈");
    const cai = await floor.welcomes("Cai", "壶嘴有裂纹，能换吗？");
    await lin.opens("壶嘴有裂纹，能换吗？");
    await chen.hearsNothingOf("壶嘴有裂纹，能换吗？");
    await equals("nobody called her", () => chen.counts("提到我"), 0);
    const note = await lin.beginsANote();
    await note.pressSequentially("请看一下 @小");
    await lin.page.getByRole("listbox", { name: "提到同事" }).getByRole("option", { name: "小陈" }).waitFor();
    await note.press("Enter");
    await note.pressSequentially("这个批次");
    await note.press("Enter");
    await lin.sees("@小陈");
    await equals("she is told", () => chen.counts("提到我"), 1);
    await chen.looksAt("提到我");
    await chen.opens("这个批次");
    await chen.sees("@小陈");
    await chen.sees("壶嘴有裂纹，能换吗？");
    await equals("she has seen it", () => chen.counts("提到我"), 0);
    await lin.answers();
    await lin.says("可以换，给您登记。");
    await cai.sees("可以换，给您登记。");
    assert.ok(!(await cai.page.content()).includes("这个批次"), "a note reached the visitor");
  });

  floor.scene("pictures and files: dropped, pasted, chosen, with progress, and a viewer", async () => {
    const lin = await floor.seats("小林");
    const dai = await floor.welcomes("Dai", "发张实拍图看看");
    await lin.opens("发张实拍图看看");
    const road = await lin.uploadsSlowly();
    await lin.drops([{ name: "天青盖碗.png", type: "image/png", content: png(320, 200) }]);
    await lin.page.getByRole("progressbar", { name: "正在上传 天青盖碗.png" }).waitFor();
    assert.ok(await lin.page.getByRole("button", { name: "发送", exact: true }).isDisabled(), "it may be sent before it is there");
    road.opens();
    await lin.page.getByRole("button", { name: "移除 天青盖碗.png" }).waitFor();
    await lin.pastes([{ name: "紫泥石瓢.png", type: "image/png", content: png(200, 320, [120, 60, 40]) }]);
    await lin.page.getByRole("button", { name: "移除 紫泥石瓢.png" }).waitFor();
    await lin.says("这两款");
    await dai.sees("这两款");
    await dai.log.getByRole("button", { name: "图片 天青盖碗.png" }).waitFor();
    await lin.thread.getByRole("img", { name: "图片 天青盖碗.png" }).click();
    const viewer = lin.page.getByRole("dialog", { name: "查看图片" });
    await viewer.getByText("1 / 2").waitFor();
    await viewer.press("ArrowRight");
    await viewer.getByText("2 / 2").waitFor();
    await viewer.getByRole("img", { name: "图片 紫泥石瓢.png" }).waitFor();
    await viewer.press("Escape");
    await viewer.waitFor({ state: "detached" });
    await lin.drops([{ name: "太大.zip", type: "application/zip", content: Buffer.alloc(21 * 1024 * 1024) }]);
    await lin.page.getByRole("alert").filter({ hasText: "超过 20 MB" }).waitFor();
    await lin.page.getByRole("button", { name: "移除 太大.zip" }).click();
    await dai.sendsFile({ name: "我的茶席.png", mimeType: "image/png", buffer: png(300, 300) });
    await lin.thread.getByRole("img", { name: "图片 我的茶席.png" }).waitFor();
    await dai.sendsFile({ name: "订单.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF") });
    await lin.thread.getByRole("link", { name: /订单\.pdf/ }).waitFor();
  });

  floor.scene("an emoji goes where the cursor stands", async () => {
    const lin = await floor.seats("小林");
    const er = await floor.welcomes("Er", "谢谢");
    await lin.opens("谢谢");
    await lin.answer.fill("不客气，欢迎再来");
    await lin.answer.press("Home");
    await lin.page.getByRole("button", { name: "表情" }).click();
    await lin.page.getByRole("dialog", { name: "表情" }).getByRole("button", { name: "😊" }).first().click();
    assert.equal(await lin.answer.inputValue(), "😊不客气，欢迎再来");
    await lin.answer.press("Enter");
    await er.sees("😊不客气，欢迎再来");
    await er.chat.getByRole("button", { name: "表情" }).click();
    await er.chat.getByRole("button", { name: "🌹" }).click();
    await er.field.press("Enter");
    await lin.sees("🌹");
  });

  floor.scene("a quick reply is found by its abbreviation, by pinyin and by initials, and its blanks are filled in", async () => {
    await floor.owner.calls("POST", "/phrases", { scope: "team", folder: "", abbreviation: "wl", title: "发货时间", text: "{客户}您好，{店铺}下单后 48 小时内发货。{客服}" });
    const lin = await floor.seats("小林");
    const fei = await floor.welcomes("Fei", "几天能到？");
    await lin.opens("几天能到？");
    for (const typed of ["/wl", "/fahuo", "/fhsj"]) {
      await lin.answer.fill("");
      await lin.answer.pressSequentially(typed);
      await lin.page.getByRole("option", { name: /发货时间/ }).waitFor();
    }
    await lin.answer.press("Enter");
    const words = await lin.answer.inputValue();
    assert.match(words, /^\S+您好，青禾茶铺下单后 48 小时内发货。小林$/);
    await lin.answer.press("Enter");
    await fei.sees(words);
  });

  floor.scene("half a quick reply stays in the field until one insists", async () => {
    await floor.owner.calls("POST", "/phrases", { scope: "team", folder: "", abbreviation: "by", title: "保养", text: "清水冲洗即可。" });
    const lin = await floor.seats("小林");
    const ming = await floor.welcomes("Ming", "怎么保养？");
    await lin.opens("怎么保养？");
    await lin.answer.pressSequentially("/zzz");
    await lin.page.getByText("先按 Esc").waitFor();
    await lin.answer.press("Enter");
    assert.equal(await lin.answer.inputValue(), "/zzz");
    await lin.answer.press("Escape");
    assert.equal(await lin.answer.inputValue(), "/zzz", "still there once the list is closed");
    await lin.answer.press("Enter");
    await ming.sees("/zzz");
  });

  floor.scene("a word that may not be said is held back, one to be careful with is asked about", async () => {
    await floor.owner.calls("PATCH", "/settings/service", { forbidden_words: [{ word: "最便宜", action: "block" }, { word: "微信", action: "warn" }] });
    const lin = await floor.seats("小林");
    const gao = await floor.welcomes("Gao", "能再便宜点吗？");
    await lin.opens("能再便宜点吗？");
    floor.browser.refused = /status of (409|422)/;
    await lin.writes("我们是最便宜的");
    await lin.thread.getByText(/含有不能发送的词：.*最便宜/).waitFor();
    await lin.page.getByRole("button", { name: "修改", exact: true }).click();
    assert.equal(await lin.answer.inputValue(), "我们是最便宜的");
    await lin.says("这款已经是活动价。");
    await gao.sees("这款已经是活动价。");
    await lin.writes("可以加微信看实拍");
    await lin.thread.getByText(/含有需要留意的词：.*微信/).waitFor();
    assert.ok(!(await gao.thread()).includes("可以加微信看实拍"));
    await lin.page.getByRole("button", { name: "仍然发送" }).click();
    await gao.sees("可以加微信看实拍");
    assert.ok(!(await gao.thread()).includes("我们是最便宜的"));
  });
});
