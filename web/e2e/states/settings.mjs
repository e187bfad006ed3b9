// The settings, page by page, and the dialogs that open on them.
import { at } from "./reach.mjs";

/** @typedef {import("./reach.mjs").Page} Page */

const PAGES = ["agents", "roles", "groups", "inboxes", "links", "routing", "password-rules", "profile", "audit"];

/** @param {import("../demo-shop.mjs").DemoShop} shop @returns {import("./reach.mjs").State[]} */
export function settings(shop) {
  return [
    ...PAGES.map((name) => ({ name: `settings-${name}`, reach: (/** @type {Page} */ page) => at(page, `/settings/${name}`) })),
    { name: "settings-inbox", reach: (page) => at(page, `/settings/inboxes/${shop.inbox}`) },
    { name: "settings-new-agent", reach: (page) => at(page, "/settings/agents?new=1", "dialog") },
  ];
}
