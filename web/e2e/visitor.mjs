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
    /** Where the chat is a page of its own. */
    this.link = "";
  }

  get chat() {
    return this.link ? this.page : this.page.frameLocator('iframe[title="Yingke"]');
  }

  get log() {
    return this.chat.getByRole("log", { name: "聊天记录" });
  }

  get field() {
    return this.chat.getByRole("textbox", { name: "消息" });
  }

  /** @param {import("./browser.mjs").Browser} browser @param {string} name @param {string} inbox */
  static async opensTheShop(browser, name, inbox) {
    const visitor = new Visitor(name, await browser.window(name, { width: 1100 }), inbox);
    await visitor.opensTheShop();
    return visitor;
  }

  /** The chat as a page of its own, as behind a link or a QR code. @param {string} name @param {import("playwright-core").Page} page @param {string} inbox */
  static inPage(name, page, inbox) {
    const visitor = new Visitor(name, page, inbox);
    visitor.link = `/c/i/${inbox}`;
    return visitor;
  }

  async opensTheChat() {
    await this.page.goto(this.link);
    await this.log.waitFor();
    await expect("the chat is ready", async () => (await this.log.getAttribute("aria-busy")) !== "true");
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
    await (this.link ? this.opensTheChat() : this.opensTheShop());
  }

  /** Writes and does not wait for anything. @param {string} text */
  async writes(text) {
    await this.field.fill(text);
    await this.field.press("Enter");
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
  message(text) {
    return this.log.getByRole("listitem").filter({ has: this.page.locator(".text", { hasText: text }) });
  }

  /** What a message answers, as it stands in it. @param {string} text */
  async quoteIn(text) {
    return (await this.message(text).getByRole("blockquote").textContent()) ?? "";
  }

  /** The next words answer this. @param {string} text */
  async quotes(text) {
    const message = this.message(text);
    await message.hover();
    await message.getByRole("button", { name: "更多操作" }).click();
    await message.getByRole("button", { name: "引用" }).click();
  }

  /** @param {string} score @param {string} comment */
  async rates(score, comment) {
    await this.chat.getByRole("radio", { name: score, exact: true }).check({ force: true });
    await this.chat.getByRole("textbox", { name: /还想说些什么/ }).fill(comment);
    await this.chat.getByRole("button", { name: "提交" }).click();
    await this.chat.getByText("感谢您的评价").waitFor();
  }

  /** @param {{name: string, mimeType: string, buffer: Buffer}} file */
  async sendsFile(file) {
    await this.chat.locator("input[type=file]").last().setInputFiles(file);
    await this.log.getByText(file.mimeType.startsWith("image/") ? /^$/ : file.name).first().waitFor({ state: "attached" });
  }

  /** How the newest of one's own messages fared. */
  async standing() {
    return this.log.getByText(/^(发送中|已送达|已读)$/).last().textContent();
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
