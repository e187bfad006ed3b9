// When it does not go well: nothing there yet, answers that take their time, and answers that do not come.
import { at, rest } from "./reach.mjs";

/** @typedef {import("./reach.mjs").Page} Page */
/** @typedef {import("./reach.mjs").State} State */

const FAILING = /status of 503|ERR_FAILED/;

/** A shop that has just registered. @returns {State[]} */
export function beginnings() {
  return [
    { name: "empty-first-steps", path: "/conversations" },
    ...["queue", "pool", "colleagues", "ended", "all"].map((view) => ({ name: `empty-view-${view}`, path: `/conversations?view=${view}` })),
    { name: "empty-chatlog", path: "/chatlog" },
    { name: "empty-team", path: "/team" },
    ...["agents", "groups", "links", "audit"].map((page) => ({ name: `empty-settings-${page}`, path: `/settings/${page}` })),
  ].map(({ name, path }) => ({ name, shop: /** @type {const} */ ("empty"), reach: (/** @type {Page} */ page) => at(page, path) }));
}

/** @param {import("../demo-shop.mjs").DemoShop} shop @returns {State[]} */
export function trouble(shop) {
  const thread = `/conversations/${shop.conversation}`;
  return [
    { name: "loading-list", reach: (page) => waiting(page, /\/api\/v1\/conversations\?/, "/conversations?view=all", "section") },
    { name: "loading-thread", reach: (page) => waiting(page, /\/messages\?/, thread, "header.head") },
    { name: "loading-agents", reach: (page) => waiting(page, /\/api\/v1\/agents/, "/settings/agents", "h1") },
    { name: "loading-chat", reach: (page) => waiting(page, /\/visitor\/sessions/, `/c/i/${shop.inbox}`, "header, main, [role=status]") },
    { name: "failed-list", refused: FAILING, reach: (page) => failing(page, /\/conversations\?/, "/conversations") },
    { name: "failed-thread", refused: FAILING, reach: (page) => failing(page, /\/messages\?/, thread) },
    { name: "failed-agents", refused: FAILING, reach: (page) => failing(page, /\/api\/v1\/agents/, "/settings/agents") },
    { name: "failed-chat", refused: FAILING, reach: (page) => failing(page, /\/visitor\/(sessions|config)/, `/c/i/${shop.inbox}`) },
    {
      name: "connection-lost",
      refused: /WebSocket|ERR_INTERNET_DISCONNECTED|ERR_FAILED/,
      reach: async (page) => {
        await page.addInitScript(() => {
          // Every line breaks off at once, in the page itself: a stand-in between page and server may be late on a busy machine.
          class Broken extends EventTarget {
            onclose = (/** @type {{code: number}} */ _event) => {};
            constructor() {
              super();
              setTimeout(() => this.onclose({ code: 1006 }));
            }
            send() {}
            close() {}
          }
          Object.assign(window, { WebSocket: Broken });
        });
        await at(page, thread, "[role=log]");
        await page.getByText(/正在重连|Connection lost/).first().waitFor();
      },
    },
  ];
}

/** The answer does not come while the picture is taken. @param {Page} page @param {RegExp} what @param {string} path @param {string} ready */
async function waiting(page, what, path, ready) {
  await page.route(what, () => {});
  await page.goto(path);
  await page.locator(ready).first().waitFor();
  // The skeleton is drawn a little later than the page.
  await page.evaluate(() => new Promise((drawn) => setTimeout(drawn, 400)));
}

/** @param {Page} page @param {RegExp} what @param {string} path */
async function failing(page, what, path) {
  await page.route(what, (route) => route.fulfill({ status: 503, json: { error: { code: "unavailable", message: "503" } } }));
  await page.goto(path);
  await page.locator(":is(main, section, h1, [role=status]):visible").first().waitFor();
  await rest(page);
}
