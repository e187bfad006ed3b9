// Hostile words as a visitor sees them: the shop's own, a colleague's, and his.
import assert from "node:assert/strict";
import { together } from "../corpora.mjs";
import { equals, expect } from "../expect.mjs";
import { at, rest } from "../states/reach.mjs";
import { isHeld, trapped } from "./held.mjs";
import { LONGEST_MESSAGE, short, TEXTS } from "./words.mjs";

/** @typedef {import("./shop.mjs").HostileShop} HostileShop */

/** @param {HostileShop} shop */
export function asAVisitor(shop) {
  const { floor } = shop;
  const newest = async () => (await floor.owner.calls("GET", "/conversations?view=all&limit=1")).items[0].id;
  const visitor = async (width = 1000) => trapped(await floor.browser.window("Ann", { width, still: true }), floor.browser);

  floor.scene("are words in the chat, on the shop's page and in its form", async () => {
    const page = await visitor();
    await at(page, `/c/i/${floor.owner.inbox}`, "[role=log]");
    await isHeld(page);
    for (const [i, text] of together(TEXTS, LONGEST_MESSAGE).entries()) {
      if (i % 8 > 0) continue;
      await page.getByRole("textbox", { name: "消息" }).fill(text);
      await page.getByRole("textbox", { name: "消息" }).press("Enter");
    }
    await expect("all are confirmed", async () => (await page.getByText("发送中").count()) === 0);
    await isHeld(page);
    await at(page, `/c/i/${shop.form}`, "form.card");
    await isHeld(page);
    await page.setViewportSize({ width: 360, height: 740 });
    await rest(page);
    await isHeld(page);
    await at(page, `/c/i/${shop.plain}`, "[role=log]");
    await equals("the head", () => page.locator("h1").textContent(), shop.name);
    await equals("the title", () => page.title(), shop.name);
    await isHeld(page);
  });

  floor.scene("are words in a talk from a link to its end, on a phone", async () => {
    const page = await visitor(360);
    await at(page, shop.link, "[role=log]");
    const [log, field, said, half, note] = [page.getByRole("log"), page.getByRole("textbox", { name: "消息" }), short(200), short(200), short(100)];
    await field.fill(said);
    await field.press("Enter");
    await page.getByText(/^(已送达|已读)$/).first().waitFor();
    await field.fill(half);
    await page.reload();
    await log.getByText(said).first().waitFor();
    await equals("what was half written", () => field.inputValue(), half);
    const talk = await newest();
    const quoted = (await floor.owner.calls("GET", `/conversations/${talk}/messages`)).items.findLast((/** @type {{kind: string}} */ one) => one.kind === "text").id;
    await floor.owner.calls("POST", `/conversations/${talk}/pick`, {}).catch(() => {});
    await floor.owner.calls("POST", `/conversations/${talk}/messages`, { client_id: "answer", text: short(300), reply_to: quoted });
    await log.getByRole("blockquote").first().waitFor();
    await isHeld(page);
    const answer = log.getByRole("listitem").filter({ has: page.getByRole("blockquote") }).last();
    await answer.hover();
    await answer.getByRole("button", { name: "更多操作" }).click();
    await answer.getByRole("button", { name: "引用" }).click();
    await isHeld(page);
    await field.press("Enter");
    await expect("his quote stands in the talk", async () => (await log.getByRole("blockquote").count()) > 1);
    await floor.owner.calls("POST", `/conversations/${talk}/end`, { summary: { category: shop.words.category, note }, closing: true, invite_rating: true });
    await page.getByRole("radio", { name: "不满意", exact: true }).check({ force: true });
    await page.getByRole("textbox", { name: /还想说些什么/ }).fill(short(300));
    await isHeld(page);
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByText("感谢您的评价").waitFor();
    await isHeld(page);
    assert.ok(!(await page.locator("body").textContent())?.includes(note), "a summary reached a visitor");
  });

  floor.scene("are words on the shop's page, whose button counts what is unread and says no more", async () => {
    const page = await visitor();
    await at(page, `/demo/${floor.owner.inbox}?title=${encodeURIComponent(short(100))}#${encodeURIComponent(short(100))}`, "h1");
    const [open, chat] = [page.getByRole("button", { name: /打开在线客服/ }), page.frameLocator('iframe[title="Yingke"]')];
    await open.click();
    await chat.getByRole("textbox", { name: "消息" }).fill(short(200));
    await chat.getByRole("textbox", { name: "消息" }).press("Enter");
    await chat.getByText(/^(已送达|已读)$/).first().waitFor();
    await isHeld(page);
    await chat.getByRole("textbox", { name: "消息" }).press("Escape");
    const talk = await newest();
    await floor.owner.calls("POST", `/conversations/${talk}/pick`, {}).catch(() => {});
    await floor.owner.calls("POST", `/conversations/${talk}/messages`, { client_id: "unread", text: short(300) });
    await equals("the button", () => open.getAttribute("aria-label"), "打开在线客服 (1)");
    await isHeld(page);
  });
}
