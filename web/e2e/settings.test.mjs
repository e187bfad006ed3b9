// Each page of the settings: what is saved there is seen where it takes effect.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { equals, expect } from "./expect.mjs";
import { Floor } from "./floor.mjs";

const floor = await Floor.opens();
after(() => floor.closes());
before(() => floor.hires("小林"));

describe("what the owner sets", { concurrency: false }, () => {
  floor.scene("the look of the chat is in the preview at once and with visitors once it is saved", async () => {
    const boss = await floor.seats("店主", { width: 1440 });
    const { page } = boss;
    await page.goto(`/settings/inboxes/${floor.owner.inbox}`);
    const preview = page.frameLocator('iframe[title="预览"]');
    await page.getByLabel("窗口标题").fill("青禾小店");
    await preview.getByRole("heading", { name: "青禾小店" }).waitFor();
    const ann = await floor.lets("Ann");
    assert.equal(await ann.chat.getByRole("heading", { name: "青禾小店" }).count(), 0, "visitors see what was not saved");
    await page.getByRole("tab", { name: "自动文案" }).click();
    await page.getByLabel("欢迎语").fill("欢迎来青禾喝茶");
    await preview.getByText("欢迎来青禾喝茶").waitFor();
    await boss.saves();
    await ann.page.reload();
    await ann.chat.getByRole("heading", { name: "青禾小店" }).waitFor();
    await ann.seesAnywhere("欢迎来青禾喝茶");
  });

  floor.scene("questions and a form are made by hand and stand in the chat", async () => {
    const boss = await floor.seats("店主", { width: 1440 });
    const { page } = boss;
    await page.goto(`/settings/inboxes/${floor.owner.inbox}`);
    await page.getByRole("tab", { name: "常见问题" }).click();
    await page.getByRole("button", { name: "添加问题" }).first().click();
    await page.getByLabel("问题", { exact: true }).fill("多久发货？");
    await page.getByLabel("答案", { exact: true }).fill("48 小时内");
    await boss.saves();
    const bo = await floor.lets("Bo");
    await bo.chat.getByRole("button", { name: "多久发货？" }).click();
    await bo.seesAnywhere("48 小时内");
  });

  floor.scene("leaving unsaved changes is asked about", async () => {
    const boss = await floor.seats("店主");
    const { page } = boss;
    await page.goto("/settings/service");
    await page.getByLabel("结束语").fill("期待再见");
    await page.getByRole("link", { name: "标签", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "还有修改没有保存" });
    await dialog.getByRole("button", { name: "留在这里" }).click();
    assert.equal(await page.getByLabel("结束语").inputValue(), "期待再见");
    await boss.saves();
    await page.reload();
    await expect("it was saved", async () => (await page.getByLabel("结束语").inputValue()) === "期待再见");
  });

  floor.scene("the shop's new name stands in everybody's workbench and in the way they sign in", async () => {
    const lin = await floor.seats("小林");
    const boss = await floor.seats("店主");
    await boss.page.goto("/settings/shop");
    await boss.page.getByLabel("店铺名", { exact: true }).fill("青禾茶行");
    await boss.page.getByText(/登录账号也会跟着变/).waitFor();
    await boss.saves();
    await lin.page.reload();
    await lin.page.getByText("青禾茶行").first().waitFor();
    await floor.owner.calls("PATCH", "/settings/shop", { name: "青禾茶铺" });
  });

  floor.scene("a tag and a quick reply of the team are there for the colleague at once", async () => {
    const lin = await floor.seats("小林");
    await floor.welcomes("Cai", "怎么养壶？");
    await lin.opens("怎么养壶？");
    const boss = await floor.seats("店主");
    const { page } = boss;
    await page.goto("/settings/tags");
    await page.getByRole("button", { name: "新建标签" }).first().click();
    await page.getByRole("dialog").getByLabel("名称").fill("养护咨询");
    await page.getByRole("dialog").getByRole("button", { name: /保存|新建|添加/ }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.goto("/settings/phrases");
    await page.getByText("团队", { exact: true }).first().click();
    await page.getByRole("button", { name: "新建快捷回复" }).first().click();
    await page.getByLabel("标题", { exact: true }).fill("养壶方法");
    await page.getByLabel("内容", { exact: true }).fill("每次用完用热水冲净，自然晾干。");
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await page.getByText("每次用完用热水冲净，自然晾干。").first().waitFor();
    await lin.answer.pressSequentially("/yanghu");
    await lin.page.getByRole("option", { name: /养壶方法/ }).waitFor();
    await lin.answer.press("Enter");
    await equals("it is in the field", () => lin.answer.inputValue(), "每次用完用热水冲净，自然晾干。");
    const panel = await lin.besideTheTalk();
    await panel.getByRole("button", { name: "添加标签" }).click();
    await panel.getByRole("option", { name: "养护咨询" }).waitFor();
  });

  floor.scene("a group and a link are made, and the link's chat says where it comes from", async () => {
    const boss = await floor.seats("店主");
    const { page } = boss;
    await page.goto("/settings/groups");
    await page.getByRole("button", { name: "新建客服组" }).first().click();
    await page.getByLabel("组名").fill("售前组");
    await page.getByRole("dialog").getByRole("checkbox", { name: /小林/ }).or(page.getByRole("dialog").getByText("小林")).first().click();
    await page.getByRole("dialog").getByRole("button", { name: /保存|新建|添加|创建/ }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("售前组").first().waitFor();
    await page.goto("/settings/links");
    await page.getByRole("button", { name: "新建链接" }).first().click();
    await page.getByRole("dialog").getByLabel("名称").fill("包裹卡片");
    await page.getByRole("dialog").getByRole("button", { name: /保存|新建|添加|创建/ }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const address = await page.getByRole("link", { name: "打开看看" }).getAttribute("href");
    assert.ok(address, "the link has no address");
    const lin = await floor.seats("小林");
    const dai = await floor.browser.window("Dai");
    await dai.goto(address);
    await dai.getByRole("textbox", { name: "消息" }).fill("从卡片来的");
    await dai.getByRole("textbox", { name: "消息" }).press("Enter");
    await lin.opens("从卡片来的");
    await lin.page.getByText(/包裹卡片/).first().waitFor();
  });

  floor.scene("one's own name and language are one's own", async () => {
    const lin = await floor.seats("小林");
    const { page } = lin;
    await page.goto("/settings/profile");
    await page.getByLabel("昵称").fill("林小满");
    await lin.saves();
    await page.getByText("English", { exact: true }).first().click();
    await page.getByRole("heading", { name: "Profile" }).or(page.getByRole("link", { name: "Profile" })).first().waitFor();
    const other = await floor.seats("店主");
    await other.page.goto("/team");
    await other.page.getByText("林小满").first().waitFor();
    await page.getByText("中文", { exact: true }).first().click();
    await page.getByRole("link", { name: "个人资料" }).waitFor();
  });
});
