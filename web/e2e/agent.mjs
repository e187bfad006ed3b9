// An agent at the workbench as tests speak of one: the owner registers, a colleague signs in, both serve. Everything is
// found by the names that a screen reader says.
import { equals, expect } from "./expect.mjs";

/** @typedef {{name: string, type: string, content: Buffer}} File */
/** @typedef {"在线" | "忙碌" | "挂起" | "离线"} Presence */

export class Agent {
  /** @param {string} name @param {import("playwright-core").Page} page */
  constructor(name, page) {
    this.name = name;
    this.page = page;
    /** Where a test wants to hold it up. @type {import("./line.mjs").Line | null} */
    this.line = null;
    this.thread = page.getByRole("log", { name: "消息" });
    this.answer = page.getByRole("textbox", { name: "回复" });
  }

  /** @param {import("./browser.mjs").Browser} browser @param {string} name @param {import("./browser.mjs").Look} [look] */
  static async sitsDown(browser, name, look) {
    const agent = new Agent(name, await browser.window(name, look));
    await agent.page.goto("/");
    return agent;
  }

  /** @param {string} shop @param {string} reach @param {string} password */
  async registers(shop, reach, password) {
    await this.page.getByLabel("店铺名").fill(shop);
    await this.page.getByLabel("手机号或邮箱").fill(reach);
    await this.page.getByLabel("密码", { exact: true }).fill(password);
    await this.page.getByLabel("再输一次密码").fill(password);
    await this.page.getByRole("button", { name: "创建并进入工作台" }).click();
    await this.page.getByRole("heading", { name: `${shop}，可以开张了` }).waitFor();
  }

  /** @param {string} login @param {string} password */
  async signsIn(login, password) {
    await this.page.getByLabel("账号", { exact: true }).fill(login);
    await this.page.getByLabel("密码", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "登录", exact: true }).click();
    await this.isAtTheDesk();
  }

  /** The rail is there and the live line is open. */
  async isAtTheDesk() {
    await this.page.getByRole("button", { name: /我的状态：在线/ }).waitFor();
  }

  /** The same account in one more window of the same browser. */
  async secondWindow() {
    const agent = new Agent(this.name, await this.page.context().newPage());
    await agent.page.goto("/conversations");
    await agent.isAtTheDesk();
    return agent;
  }

  /** The number beside a view. @param {string} view */
  async counts(view) {
    const text = await this.page.getByRole("navigation").getByRole("link", { name: new RegExp(`^${view}`) }).textContent();
    return Number(/\d+/.exec(text ?? "")?.[0] ?? 0);
  }

  /** The number on a conversation. @param {string} text */
  async unread(text) {
    const said = await this.#row(text).getByText(/条未读/).allTextContents();
    return Number.parseInt(said[0] ?? "0", 10);
  }

  rows() {
    return this.page.getByRole("region").getByRole("listitem");
  }

  /** @param {string} view @returns {Promise<Set<string>>} */
  async scrollsThroughTheList(view) {
    const seen = new Set();
    const list = this.#list(view);
    await list.getByRole("listitem").first().hover();
    await expect("the list has an end", async () => {
      const names = await list.getByRole("listitem").locator(".name").allTextContents();
      const before = seen.size;
      for (const name of names) seen.add(name);
      await this.page.mouse.wheel(0, 300);
      const atEnd = await list.locator(".scroll").evaluate((box) => box.scrollTop + box.clientHeight >= box.scrollHeight - 1);
      return atEnd && seen.size === before;
    });
    return seen;
  }

  /** @param {"我的" | "排队" | "留言" | "同事" | "提到我" | "已结束" | "全部"} view */
  async looksAt(view) {
    await this.page.getByRole("navigation").getByRole("link", { name: new RegExp(`^${view}`) }).click();
    await this.#list(view).waitFor();
  }

  /** A conversation whose last words are these is in the list. @param {string} text */
  async hears(text) {
    await this.#row(text).waitFor();
  }

  /** @param {string} text */
  async hearsNothingOf(text) {
    await equals(`${this.name} has nothing of "${text}"`, () => this.#row(text).count(), 0);
  }

  /** What was said last in each conversation of a view, as the list shows it from the newest on. @param {"我的" | "全部"} view */
  async lastWords(view) {
    await this.looksAt(view);
    const rows = this.#list(view).getByRole("listitem").locator(".last");
    return (await rows.allTextContents()).map((words) => words.trim());
  }

  /** @param {string} text */
  async opens(text) {
    await this.#row(text).click();
    await this.thread.waitFor();
  }

  /** @param {string} text */
  async sees(text) {
    await this.thread.getByText(text, { exact: true }).first().waitFor();
  }

  /** Part of a sentence about what happened. @param {string | RegExp} text */
  async seesHappening(text) {
    await this.thread.getByText(text).first().waitFor();
  }

  /** Writes and does not wait for the desk. @param {string} text */
  async writes(text) {
    await this.answer.fill(text);
    await this.answer.press("Enter");
    await this.thread.getByText(text, { exact: true }).first().waitFor();
  }

  /** @param {string} text */
  async says(text) {
    await this.writes(text);
    await this.isConfirmed();
  }

  async isConfirmed() {
    await expect(`${this.name}'s messages are confirmed`, async () => (await this.thread.getByText("发送中…").count()) === 0);
  }

  /** @param {string} text */
  async notes(text) {
    await this.page.getByText("备注", { exact: true }).click();
    const field = this.page.getByRole("textbox", { name: "备注" });
    await field.fill(text);
    await field.press("Enter");
    await this.sees(text);
    await this.isConfirmed();
    await this.page.getByText("回复", { exact: true }).click();
  }

  /** @param {string} text */
  message(text) {
    return this.thread.getByRole("article").filter({ has: this.page.locator("p.words", { hasText: text }) }).last();
  }

  /** What stands beside a message when one points at it. @param {string} text @param {"回复这条" | "复制" | "撤回"} act */
  async acts(text, act) {
    const message = this.message(text);
    await message.hover();
    await message.getByRole("button", { name: act }).click();
  }

  /** The field is a note's from now on. */
  async beginsANote() {
    await this.page.getByText("备注", { exact: true }).first().click();
    return this.page.getByRole("textbox", { name: "备注" });
  }

  async answers() {
    await this.page.getByText("回复", { exact: true }).first().click();
    await this.answer.waitFor();
  }

  /** @param {File[]} files */
  async drops(files) {
    const dragged = await this.#dragged(files);
    for (const step of ["dragenter", "dragover", "drop"]) await this.answer.dispatchEvent(step, { dataTransfer: dragged });
  }

  /** @param {File[]} files */
  async pastes(files) {
    const pasted = await this.#dragged(files);
    await this.answer.evaluate((field, clipboardData) => {
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, pasted);
  }

  /** @param {File[]} files */
  #dragged(files) {
    const plain = files.map(({ name, type, content }) => ({ name, type, size: content.length, content: content.length > 1e6 ? "" : content.toString("base64") }));
    return this.page.evaluateHandle((all) => {
      const dragged = new DataTransfer();
      for (const { name, type, size, content } of all) {
        const bytes = content ? Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)) : new Uint8Array(size);
        dragged.items.add(new File([bytes], name, { type }));
      }
      return dragged;
    }, plain);
  }

  /** Files wait on the road until it opens. */
  async uploadsSlowly() {
    /** @type {() => void} */
    let opens = () => {};
    const opened = new Promise((open) => (opens = () => open(null)));
    await this.page.route("**/api/v1/files", async (route) => {
      await opened;
      await route.continue();
    });
    return { opens };
  }

  /** Every text that the contact may see, in order. */
  async words() {
    return this.thread.locator(":is(article:not(.note)) .words").allTextContents();
  }

  /** @param {string} colleague @param {string} reason */
  async transfersTo(colleague, reason) {
    await this.page.getByRole("button", { name: "转交", exact: true }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("radio", { name: new RegExp(colleague) }).click();
    await dialog.getByLabel("原因（可不填）").fill(reason);
    await dialog.getByRole("button", { name: "转交", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
  }

  /** With what the shop wants to know. @param {string} category */
  async endsAs(category) {
    await this.page.getByRole("button", { name: "结束", exact: true }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("button", { name: category }).click();
    await dialog.getByRole("button", { name: "结束会话" }).click();
    await this.seesHappening(/结束了会话/);
  }

  /** What is known beside the conversation. */
  async besideTheTalk() {
    const toggle = this.page.getByRole("button", { name: "客户资料" });
    if ((await toggle.getAttribute("aria-pressed")) !== "true") await toggle.click();
    const panel = this.page.getByRole("complementary", { name: "客户与会话资料" });
    await panel.waitFor();
    return panel;
  }

  /** By the command palette. @param {string} words */
  async commands(words) {
    await this.page.keyboard.press("Control+k");
    const field = this.page.getByRole("combobox", { name: "命令面板" });
    await field.fill(words);
    await this.page.getByRole("option").filter({ hasText: words }).first().waitFor();
    await field.press("Enter");
  }

  /** What Tab reaches, all round the page, and whether it can be seen. */
  async walks() {
    /** @type {{name: string, shown: boolean}[]} */
    const reached = [];
    for (let step = 0; step < 120; step += 1) {
      await this.page.keyboard.press("Tab");
      const stop = await this.page.evaluate(() => {
        const now = document.activeElement;
        if (!(now instanceof HTMLElement) || now === document.body) return null;
        const { left, top, width, height } = now.getBoundingClientRect();
        const front = document.elementFromPoint(left + width / 2, top + height / 2);
        const label = now instanceof HTMLInputElement || now instanceof HTMLTextAreaElement ? (now.labels?.[0]?.textContent ?? "") : "";
        const name = now.getAttribute("aria-label") ?? (label || now.innerText || now.title);
        const again = now.dataset.walked === "yes";
        now.dataset.walked = "yes";
        return { name: name.trim().replace(/\s+/g, " "), again, shown: now.contains(front) || (front?.contains(now) ?? false) || width <= 1 };
      });
      if (stop?.again) break;
      // Between the last and the first the browser itself has the focus.
      if (stop) reached.push(stop);
    }
    return reached;
  }

  /** Another window lies in front of this one. */
  async looksElsewhere() {
    await this.page.evaluate(() => {
      Object.defineProperty(document, "hasFocus", { value: () => false, configurable: true });
      Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
      window.dispatchEvent(new Event("blur"));
      document.dispatchEvent(new Event("visibilitychange"));
    });
  }

  /** The notifications so far. @returns {Promise<{title: string, body: string}[]>} */
  called() {
    return this.page.evaluate(() => /** @type {any} */ (window).notices.map((/** @type {any} */ one) => ({ title: one.title, body: one.body })));
  }

  /** Presses on the newest notification. */
  async answersTheCall() {
    await this.page.evaluate(() => {
      for (const own of ["hasFocus", "visibilityState"]) Reflect.deleteProperty(document, own);
      window.dispatchEvent(new Event("focus"));
      document.dispatchEvent(new Event("visibilitychange"));
      /** @type {any} */ (window).notices.at(-1).onclick();
    });
  }

  /** What was changed in the settings. */
  async saves() {
    const bar = this.page.getByRole("region", { name: "保存修改" });
    await bar.getByRole("button", { name: "保存" }).click();
    await bar.waitFor({ state: "detached" });
  }

  async ends() {
    await this.page.getByRole("button", { name: "结束", exact: true }).click();
    await this.page.getByRole("dialog").getByRole("button", { name: "结束会话" }).click();
    await this.seesHappening(/结束了会话/);
  }

  /** Whatever is open stays with the agent. @param {Presence} presence */
  async becomes(presence) {
    await this.page.getByRole("button", { name: /我的状态/ }).click();
    await this.page.getByRole("menuitemradio", { name: new RegExp(`^${presence}`) }).click();
    const now = this.page.getByRole("button", { name: `我的状态：${presence}，点击更改` });
    const asked = this.page.getByRole("dialog", { name: "切换为离线" });
    await now.or(asked).first().waitFor();
    if (await asked.isVisible()) await asked.getByRole("button", { name: "确定" }).click();
    await now.waitFor();
  }

  /** @param {string} view */
  #list(view) {
    return this.page.getByRole("region", { name: view, exact: true });
  }

  /** @param {string} text */
  #row(text) {
    return this.page.getByRole("region").getByRole("link").filter({ hasText: text });
  }
}
