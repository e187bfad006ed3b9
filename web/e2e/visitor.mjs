// A visitor as tests speak of one: opens the shop's page, writes in the chat, leaves, comes back. Finds everything by the
// names that a screen reader says, so that a page without them fails here.
import { expect } from "./expect.mjs";

export class Visitor {
  /** @param {string} name @param {import("playwright-core").Page} page @param {string} inbox */
  constructor(name, page, inbox) {
    this.name = name;
    this.page = page;
    /** The page that carries the chat: the demo shop, unless a test has a shop of its own. */
    this.shop = `/demo/${inbox}`;
    this.chat = page.frameLocator('iframe[title="Yingke"]');
    this.log = this.chat.getByRole("log", { name: "聊天记录" });
  }

  /** @param {import("./browser.mjs").Browser} browser @param {string} name @param {string} inbox */
  static async opensTheShop(browser, name, inbox) {
    const visitor = new Visitor(name, await browser.window(name, { width: 1100 }), inbox);
    await visitor.opensTheShop();
    return visitor;
  }

  async opensTheShop() {
    await this.page.goto(this.shop);
    await this.page.getByRole("button", { name: /打开在线客服/ }).click();
    await this.log.waitFor();
  }

  /** The same browser comes back another day: what the shop's page kept is all there is. */
  async comesBack() {
    const context = this.page.context();
    await this.page.close();
    this.page = await context.newPage();
    this.chat = this.page.frameLocator('iframe[title="Yingke"]');
    this.log = this.chat.getByRole("log", { name: "聊天记录" });
    await this.opensTheShop();
  }

  /** Writes and does not wait for anything. @param {string} text */
  async writes(text) {
    const field = this.chat.getByRole("textbox", { name: "消息" });
    await field.fill(text);
    await field.press("Enter");
    await this.#line(text).first().waitFor();
  }

  /** Writes, and the desk has it. @param {string} text */
  async says(text) {
    await this.writes(text);
    await this.isConfirmed();
  }

  async isConfirmed() {
    await expect(`${this.name}'s messages are confirmed`, async () =>
      (await this.log.getByText("发送中").count()) === 0 && (await this.log.getByText(/^(已送达|已读)$/).count()) > 0);
  }

  /** @param {string} text */
  async sees(text) {
    await this.#line(text).first().waitFor();
  }

  /** @param {string | RegExp} text */
  async seesAnywhere(text) {
    await this.chat.getByText(text).first().waitFor();
  }

  /** Every text of people in order, the shop's greeting left out. */
  async thread() {
    return (await this.log.locator(".said .text").allTextContents()).slice(1);
  }

  /** @param {string} text */
  #line(text) {
    return this.log.getByText(text, { exact: true });
  }
}
