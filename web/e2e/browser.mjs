// One Chromium, a window (context) for each person, and a watcher on every page: what the browser complains about, any
// request to another host and any breach of the content-security policy is a fault, whoever notices it or not.
import { join } from "node:path";
import { chromium } from "playwright-core";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
// The usual set for tests: no network of the browser's own, and no sandbox because build machines run as root.
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

/** @typedef {{width?: number, height?: number, scheme?: "light" | "dark", locale?: "zh-CN" | "en-US"}} Look */

export class Browser {
  /** @param {import("playwright-core").Browser} chromium @param {import("./desk.mjs").Desk} desk */
  constructor(chromium, desk) {
    this.chromium = chromium;
    this.desk = desk;
    /** @type {string[]} */
    this.faults = [];
    /** A refusal that the test asks for, as Chromium reports it: text and address. @type {RegExp | null} */
    this.refused = null;
    /** Whom pages may ask: the desk, and a foreign shop where a test has one. */
    this.hosts = new Set([new URL(desk.url).host]);
  }

  /** @param {import("./desk.mjs").Desk} desk */
  static async opens(desk) {
    return new Browser(await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS, headless: true }), desk);
  }

  /** A window of somebody's own: other cookies, other storage. @param {string} who @param {Look} look */
  async window(who, look = {}) {
    const context = await this.chromium.newContext({
      baseURL: this.desk.url,
      locale: look.locale ?? "zh-CN",
      timezoneId: "Asia/Shanghai",
      colorScheme: look.scheme ?? "light",
      viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    });
    context.setDefaultTimeout(15_000);
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) =>
        console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`));
    });
    context.on("page", (page) => this.#watch(who, page));
    return context.newPage();
  }

  /** @param {string} who @param {import("playwright-core").Page} page */
  #watch(who, page) {
    /** @param {string} text */
    const fault = (text) => this.faults.push(`${who} at ${page.url()}: ${text}`);
    page.on("pageerror", (error) => fault(`uncaught ${error.stack ?? error.message}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (/^(https?|wss?):$/.test(url.protocol) && !this.hosts.has(url.host)) fault(`asked ${url.host}`);
    });
    page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      if (this.#isExpected(message)) return;
      fault(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    page.on("response", (answer) => {
      if (answer.status() >= 500 && !this.desk.away) fault(`${answer.status()} from ${answer.url()}`);
    });
  }

  /**
   * Chromium reports every refused or failed request as an error. Two kinds belong to the story: "who am I?" asked
   * before anybody signed in, and a server that is not there because it was just killed.
   * @param {import("playwright-core").ConsoleMessage} message
   */
  #isExpected(message) {
    const text = message.text();
    if (text.includes("status of 401") && message.location().url.endsWith("/api/v1/me")) return true;
    if (this.refused?.test(`${text} ${message.location().url}`)) return true;
    return this.desk.away && /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|ERR_SOCKET|WebSocket connection to|502|503/.test(text);
  }

  /** Every window as it looks now, for the report of a failed test. @param {string} name */
  async photographs(name) {
    const pages = this.chromium.contexts().flatMap((context) => context.pages());
    for (const [i, page] of pages.entries()) {
      const path = join(import.meta.dirname, "out", `${name.replace(/[^\w-]+/g, "_")}-${i}.png`);
      await page.screenshot({ path, timeout: 5_000 }).catch(() => {});
    }
  }

  async closes() {
    await this.chromium.close();
  }
}
