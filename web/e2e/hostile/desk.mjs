// Hostile words as those who work there see them.
import assert from "node:assert/strict";
import { equals, expect } from "../expect.mjs";
import { at, rest } from "../states/reach.mjs";
import { goesOn, isHeld, scrollsThrough, trapped } from "./held.mjs";
import { short, TURNED } from "./words.mjs";

/** @typedef {import("./held.mjs").Page} Page */
/** @typedef {import("./shop.mjs").HostileShop} HostileShop */

const [WIDE, PHONE] = [{ width: 1440, height: 900 }, { width: 360, height: 740 }];

/** On a screen and on a phone. @param {Page} page */
async function isHeldEverywhere(page) {
  await isHeld(page);
  await page.setViewportSize(PHONE);
  await rest(page);
  await isHeld(page);
  await page.setViewportSize(WIDE);
}

/** @param {HostileShop} shop */
export function atTheDesk(shop) {
  const { floor } = shop;
  const owner = async () => {
    const page = await trapped(await floor.browser.window("店主", { ...WIDE, still: true }), floor.browser);
    await floor.signsIn(page.context(), "店主");
    return page;
  };

  floor.scene("are words in a conversation, in all that opens over it and in its panel", async () => {
    const page = await owner();
    await at(page, `/conversations/${shop.conversation}`, "[role=log]");
    await opensThePanel(page);
    await isHeldEverywhere(page);
    await scrollsThrough(page);
    for (const keys of ["Control+k", "Alt+q"]) {
      await page.keyboard.press(keys);
      await page.locator("dialog[open], #phrase-list, .pop").first().waitFor();
      await rest(page);
      await isHeldEverywhere(page);
      await page.keyboard.press("Escape");
    }
    for (const button of [/^(转交|分配)/, /^结束/]) {
      await page.locator("header.head").getByRole("button", { name: button }).first().click();
      await page.getByRole("dialog").waitFor();
      await isHeldEverywhere(page);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });

  floor.scene("are words in what a conversation leaves behind: form, summary, rating", async () => {
    const page = await owner();
    await at(page, `/conversations/${shop.ended}`, "[role=log]");
    const panel = await opensThePanel(page);
    const { category, note, comment, name, topic } = shop.words;
    for (const words of [category, note, comment, name, topic]) await panel.getByText(words, { exact: true }).first().waitFor();
    await isHeldEverywhere(page);
    await panel.getByRole("button", { name: "编辑", exact: true }).click();
    await panel.getByRole("textbox", { name: "备注" }).waitFor();
    await isHeldEverywhere(page);
  });

  floor.scene("are words while one writes: quoted, left half written and found again, held back by the shop's own rules", async () => {
    const page = await owner();
    await at(page, `/conversations/${shop.conversation}`, "[role=log]");
    const message = page.getByRole("log").getByRole("article").filter({ has: page.locator("p.words") }).last();
    await message.hover();
    await message.getByRole("button", { name: "回复这条" }).click();
    const [field, half] = [page.getByRole("textbox", { name: "回复" }), `<b>${short(200)}`];
    await field.fill(half);
    await isHeldEverywhere(page);
    await page.getByRole("link").filter({ has: page.locator(".last") }).nth(3).click();
    await equals("another conversation's field", () => field.inputValue(), "");
    await page.locator(".draft").first().waitFor();
    await isHeldEverywhere(page);
    await page.locator(`[data-id="${shop.conversation}"]`).click();
    await equals("what was half written", () => field.inputValue(), half);
    floor.browser.refused = /status of (409|422).*\/messages/;
    for (const word of [shop.words.held, `绝对${TURNED}`]) {
      await field.fill(`这里有${word}`);
      await field.press("Enter");
      await page.getByRole("alert").filter({ hasText: word }).waitFor();
      await isHeldEverywhere(page);
      await page.getByRole("alert").getByRole("button", { name: /^(删除|丢弃)/ }).click();
    }
  });

  floor.scene("are words in what calls an agent and why it was handed over: a word in passing, the title, a notification", async () => {
    const lin = await floor.seats("lin", { notified: true, ...WIDE });
    const [name, text] = [short(50), short(200)];
    await floor.owner.calls("POST", `/conversations/${shop.handed}/transfer`, { agent_id: floor.accounts.get("lin")?.id, reason: shop.words.reason, confirm: true });
    await lin.page.locator(".toast").filter({ hasText: shop.words.reason }).first().waitFor();
    await isHeldEverywhere(lin.page);
    await at(lin.page, `/conversations/${shop.handed}`, "[role=log]");
    await lin.page.getByRole("log").getByText(shop.words.reason).first().waitFor();
    await isHeldEverywhere(lin.page);
    await lin.looksElsewhere();
    await floor.owner.hearsFrom({ name }, text);
    await expect("she is called", async () => (await lin.called()).some(({ body }) => body.startsWith(text.slice(0, 100))));
    for (const { title, body } of await lin.called()) assert.ok(!goesOn(title) && !goesOn(body), `${title}: ${body}`);
    await expect("the title names the shop", async () => new RegExp(`^\\(\\d+\\) .?${shop.name}`).test(await lin.page.title()));
    await isHeld(lin.page);
  });

  floor.scene("are words on every page of the workbench", async () => {
    const page = await owner();
    await at(page, "/login");
    await isHeld(page);
    const pages = ["profile", "phrases", "shop", "service", "tags", "agents", "roles", "groups", "inboxes", `inboxes/${floor.owner.inbox}`, `inboxes/${shop.form}`, "links", "routing", "audit"];
    for (const path of ["/conversations", "/conversations?view=all", "/conversations?view=ended", ...pages.map((one) => `/settings/${one}`), "/team", "/chatlog", "/chatlog?q=script"]) {
      await at(page, path);
      await isHeldEverywhere(page);
    }
  });
}

/** @param {Page} page */
async function opensThePanel(page) {
  const toggle = page.getByRole("button", { name: /^客户资料$/ }).first();
  if ((await toggle.getAttribute("aria-pressed")) !== "true") await toggle.click();
  const panel = page.getByRole("complementary").first();
  await panel.waitFor();
  await rest(page);
  return panel;
}
