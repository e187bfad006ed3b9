// Every page and state worth a picture, and how a person gets there, whatever the language. In the order of a visit:
// before signing in, the workbench, the settings, then what visitors see.

/** @typedef {import("./demo-shop.mjs").DemoShop} DemoShop */
/** @typedef {import("playwright-core").Page} Page */
/** `refused`: what the browser is right to report here. @typedef {{name: string, reach: (page: Page) => Promise<void>, refused?: RegExp}} State */

const SETTINGS = ["agents", "roles", "groups", "inboxes", "links", "routing", "password-rules", "profile", "audit"];

/** @param {Page} page @param {string} path @param {string} [ready] */
async function at(page, path, ready = ":is(main, section, h1):visible") {
  await page.goto(path);
  await page.locator(ready).first().waitFor();
  await page.waitForLoadState("networkidle");
}

/** @param {DemoShop} shop @returns {State[]} */
export function states(shop) {
  const signedIn = [...workbench(shop), ...settings(shop)].map((state) => ({
    ...state,
    reach: async (/** @type {Page} */ page) => (await shop.signsIn(page), state.reach(page)),
  }));
  return [...beforeSigningIn(), ...signedIn, ...visitors(shop)];
}

/** @returns {State[]} */
function beforeSigningIn() {
  return [
    { name: "login", reach: (page) => at(page, "/login") },
    { name: "register-closed", reach: (page) => at(page, "/register") },
    {
      name: "login-refused",
      refused: /status of 422 .*\/api\/v1\/session/,
      reach: async (page) => {
        await at(page, "/login");
        await page.getByLabel(/^(账号|Account)$/).fill("青禾茶铺：lin");
        await page.getByLabel(/^(密码|Password)$/).fill("wrong");
        await page.getByRole("button", { name: /^(登录|Sign in)$/ }).click();
        await page.getByRole("alert").first().waitFor();
      },
    },
  ];
}

/** @param {DemoShop} shop @returns {State[]} */
function workbench(shop) {
  const thread = `/conversations/${shop.conversation}`;
  /** @param {Page} page @param {RegExp} button */
  const asks = async (page, button) => {
    await at(page, thread, "[role=log]");
    await page.locator("header.head").getByRole("button", { name: button }).first().click();
    await page.getByRole("dialog").waitFor();
  };
  return [
    { name: "conversations", reach: (page) => at(page, "/conversations") },
    ...["queue", "pool", "colleagues", "ended", "all"].map((view) => (
      { name: `view-${view}`, reach: (/** @type {Page} */ page) => at(page, `/conversations?view=${view}`) })),
    { name: "thread", reach: (page) => at(page, thread, "[role=log]") },
    {
      name: "thread-panel",
      reach: async (page) => {
        await at(page, thread, "[role=log]");
        const panel = page.getByRole("button", { name: /^(客户资料|contact panel)$/i }).first();
        if ((await panel.getAttribute("aria-pressed")) !== "true") await panel.click();
        await page.getByRole("complementary").first().waitFor();
      },
    },
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
    { name: "chatlog", reach: (page) => at(page, "/chatlog") },
    { name: "team", reach: (page) => at(page, "/team") },
    { name: "not-found", reach: (page) => at(page, "/no-such-page", "nav + .main > *") },
  ];
}

/** @param {DemoShop} shop @returns {State[]} */
function settings(shop) {
  return [
    ...SETTINGS.map((name) => ({ name: `settings-${name}`, reach: (/** @type {Page} */ page) => at(page, `/settings/${name}`) })),
    { name: "settings-inbox", reach: (page) => at(page, `/settings/inboxes/${shop.inbox}`) },
    { name: "settings-new-agent", reach: (page) => at(page, "/settings/agents?new=1", "dialog") },
  ];
}

/** @param {DemoShop} shop @returns {State[]} */
function visitors(shop) {
  return [
    { name: "api-docs", reach: (page) => at(page, "/api/docs", "body") },
    { name: "demo", reach: (page) => at(page, `/demo/${shop.inbox}`, "h1") },
    {
      name: "demo-chat",
      reach: async (page) => {
        await at(page, `/demo/${shop.inbox}`, "h1");
        await page.getByRole("button", { name: /打开在线客服|Open the chat/ }).click();
        await page.frameLocator('iframe[title="Yingke"]').getByRole("log").waitFor();
        // The frame slides in.
        await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running"));
      },
    },
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
    { name: "chat-missing", refused: /status of 404 .*(\/c\/|\/visitor\/config)/, reach: (page) => at(page, "/c/no-such-link", "h2") },
  ];
}
