// What visitors see: the demo shop with its chat, the chat as a page of its own, and the entries that lead nowhere.
import { at, rest } from "./reach.mjs";

/** @param {import("../demo-shop.mjs").DemoShop} shop @returns {import("./reach.mjs").State[]} */
export function visitors(shop) {
  return [
    { name: "api-docs", reach: (page) => at(page, "/api/docs", "body") },
    { name: "demo", reach: (page) => at(page, `/demo/${shop.inbox}`, "h1") },
    { name: "demo-chat", reach: (page) => opensTheChat(page, shop.inbox) },
    {
      name: "chat-talk",
      reach: async (page) => {
        await at(page, `/c/i/${shop.inbox}`, "[role=log]");
        const field = page.getByRole("textbox");
        await field.fill("你好，想问一下春茶什么时候上新？ https://example.com/spring");
        await field.press("Enter");
        await page.getByText(/^(已送达|已读|Delivered|Read)$/).first().waitFor();
      },
    },
    {
      name: "chat-emoji",
      reach: async (page) => {
        await at(page, `/c/i/${shop.inbox}`, "[role=log]");
        await page.getByRole("button", { name: /^(表情|Emoji)$/ }).click();
      },
    },
    { name: "chat-form", reach: (page) => at(page, `/c/i/${shop.entries.form}`, "form.card") },
    { name: "chat-faq", reach: (page) => at(page, `/c/i/${shop.entries.faq}`, "[role=log]") },
    {
      name: "chat-offline",
      reach: async (page) => {
        await says(page, shop.entries.offline, "周末发货吗？");
        await page.locator("form input[type=email]").waitFor();
        await rest(page);
      },
    },
    {
      name: "chat-rating",
      reach: async (page) => {
        const words = `怎么养壶？${Math.random()}`;
        await says(page, shop.inbox, words);
        await page.getByText(/^(已送达|已读|Delivered|Read)$/).first().waitFor();
        await shop.answersAndEnds(words);
        await page.getByRole("radio").first().waitFor({ state: "attached" });
        await rest(page);
      },
    },
    { name: "chat-missing", refused: /status of 404 .*(\/c\/|\/visitor\/config)/, reach: (page) => at(page, "/c/no-such-link", "h2") },
  ];
}

/** @param {import("./reach.mjs").Page} page @param {string} inbox */
async function opensTheChat(page, inbox) {
  await at(page, `/demo/${inbox}`, "h1");
  await page.getByRole("button", { name: /打开在线客服|Open the chat/ }).click();
  await page.frameLocator('iframe[title="Yingke"]').getByRole("log").waitFor();
  await rest(page);
}

/** @param {import("./reach.mjs").Page} page @param {string} inbox @param {string} words */
async function says(page, inbox, words) {
  await at(page, `/c/i/${inbox}`, "[role=log]");
  const field = page.getByRole("textbox", { name: /^(消息|Message)$/ });
  await field.fill(words);
  await field.press("Enter");
  await page.getByRole("log").getByText(words).first().waitFor();
}
