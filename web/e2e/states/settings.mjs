// The settings, page by page, and the dialogs that open on them.
import { at, rest } from "./reach.mjs";

/** @typedef {import("./reach.mjs").Page} Page */

const PAGES = ["profile", "phrases", "shop", "service", "tags", "agents", "roles", "groups", "inboxes", "links", "routing", "password-rules", "audit"];

/** @param {import("../demo-shop.mjs").DemoShop} shop @returns {import("./reach.mjs").State[]} */
export function settings(shop) {
  return [
    ...PAGES.map((name) => ({ name: `settings-${name}`, reach: (/** @type {Page} */ page) => at(page, `/settings/${name}`) })),
    { name: "settings-inbox", reach: (page) => at(page, `/settings/inboxes/${shop.inbox}`) },
    ...["自动文案|Texts", "聊天前表单|form", "常见问题|FAQ|questions", "接待人|Who|People", "安装|Install"].map((tab, i) => ({
      name: `settings-inbox-tab-${i + 1}`,
      reach: async (/** @type {Page} */ page) => {
        await at(page, `/settings/inboxes/${shop.inbox}`);
        await page.getByRole("tab", { name: new RegExp(tab, "i") }).first().click();
        await rest(page);
      },
    })),
    { name: "settings-new-agent", reach: (page) => at(page, "/settings/agents?new=1", "dialog") },
  ];
}
