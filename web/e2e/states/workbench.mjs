// The daily work: the list in each view, a conversation and everything that opens over it, the team, the chat log.
import { at, presses, rest } from "./reach.mjs";

/** @typedef {import("./reach.mjs").Page} Page */

/** @param {import("../demo-shop.mjs").DemoShop} shop @returns {import("./reach.mjs").State[]} */
export function workbench(shop) {
  const thread = `/conversations/${shop.conversation}`;
  /** @param {Page} page @param {RegExp} button */
  const asks = async (page, button) => {
    await at(page, thread, "[role=log]");
    await page.locator("header.head").getByRole("button", { name: button }).first().click();
    await page.getByRole("dialog").waitFor();
    await rest(page);
  };
  return [
    { name: "conversations", reach: (page) => at(page, "/conversations") },
    ...["queue", "pool", "colleagues", "mentioned", "ended", "all"].map((view) => (
      { name: `view-${view}`, reach: (/** @type {Page} */ page) => at(page, `/conversations?view=${view}`) })),
    { name: "search-nothing", reach: async (page) => {
      await at(page, "/conversations");
      await page.getByRole("searchbox").first().fill("zzz没有这样的词");
      await page.getByText(/“zzz没有这样的词”/).first().waitFor();
    } },
    { name: "thread", reach: (page) => at(page, thread, "[role=log]") },
    { name: "thread-long-names", reach: (page) => at(page, `/conversations/${shop.longTalk}`, "[role=log]") },
    { name: "thread-panel", reach: (page) => withPanel(page, thread) },
    { name: "thread-panel-long-names", reach: (page) => withPanel(page, `/conversations/${shop.longTalk}`) },
    { name: "thread-missing", refused: /status of 404/, reach: (page) => at(page, "/conversations/0000000000000", ".empty") },
    { name: "transfer", reach: (page) => asks(page, /^(转交|Transfer|分配|Assign)/) },
    { name: "end", reach: (page) => asks(page, /^(结束|End)/) },
    {
      name: "presence",
      reach: async (page) => {
        await at(page, "/conversations");
        await page.locator("[aria-haspopup=menu]").last().click();
        await page.getByRole("menu").waitFor();
      },
    },
    { name: "palette", reach: (page) => opens(page, thread, "Control+k", "dialog[open]") },
    { name: "shortcuts", reach: (page) => opens(page, "/conversations", "?", "dialog[open]") },
    { name: "quick-replies", reach: (page) => opens(page, thread, "Alt+q", "#phrase-list, .pop") },
    {
      name: "emoji",
      reach: async (page) => {
        await at(page, thread, "[role=log]");
        await presses(page, /^(表情|Emoji)$/);
        await page.getByRole("dialog").waitFor();
      },
    },
    { name: "chatlog", reach: (page) => at(page, "/chatlog") },
    { name: "chatlog-nothing", reach: (page) => at(page, "/chatlog?q=zzz%E6%B2%A1%E6%9C%89") },
    { name: "team", reach: (page) => at(page, "/team") },
    { name: "not-found", reach: (page) => at(page, "/no-such-page", "nav + .main > *") },
  ];
}

/** @param {Page} page @param {string} path @param {string} keys @param {string} there */
async function opens(page, path, keys, there) {
  await at(page, path);
  await page.keyboard.press(keys);
  await page.locator(there).first().waitFor();
  await rest(page);
}

/** @param {Page} page @param {string} thread */
async function withPanel(page, thread) {
  await at(page, thread, "[role=log]");
  const panel = page.getByRole("button", { name: /^(客户资料|contact panel)$/i }).first();
  if ((await panel.getAttribute("aria-pressed")) !== "true") await panel.click();
  await page.getByRole("complementary").first().waitFor();
  await rest(page);
}
