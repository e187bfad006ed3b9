// One Chromium, a window (context) for each person, and a watcher on every page: what the browser complains about, any
// request to another host and any breach of the content-security policy is a fault, whoever notices it or not.
import { join } from "node:path";
import { chromium } from "playwright-core";
import { expect } from "./expect.mjs";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
// The usual set for tests: no network of the browser's own, and no sandbox because build machines run as root.
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

// A page asks for the next thing within a moment of having the one before; Chromium's own "network idle" waits longer.
const QUIET_MS = 120;
/** What each page has asked for and not got yet. @type {WeakMap<import("playwright-core").Page, Set<import("playwright-core").Request>>} */
const asked = new WeakMap();

/** @typedef {{width?: number, height?: number, scheme?: "light" | "dark", locale?: "zh-CN" | "en-US", still?: boolean}} Look */

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

  /** A window of somebody's own: other cookies, other storage. @param {string} who @param {Look} look @param {import("./desk.mjs").Desk} desk */
  async window(who, look = {}, desk = this.desk) {
    this.hosts.add(new URL(desk.url).host);
    const context = await this.chromium.newContext({
      baseURL: desk.url,
      locale: look.locale ?? "zh-CN",
      timezoneId: "Asia/Shanghai",
      colorScheme: look.scheme ?? "light",
      reducedMotion: look.still ? "reduce" : "no-preference",
      viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    });
    context.setDefaultTimeout(45_000);
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
    const open = new Set();
    asked.set(page, open);
    page.on("request", (request) => open.add(request));
    for (const end of /** @type {const} */ (["requestfinished", "requestfailed"])) page.on(/** @type {"requestfinished"} */ (end), (request) => open.delete(request));
    page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      if (this.#isExpected(message)) return;
      fault(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    page.on("response", (answer) => {
      if (answer.status() >= 500 && !this.desk.away && !this.refused?.test(`status of ${answer.status()}`)) fault(`${answer.status()} from ${answer.url()}`);
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

  /** Everybody goes home; what was left open would take part in the next test. */
  async closesWindows() {
    await Promise.all(this.chromium.contexts().map((context) => context.close()));
  }

  async closes() {
    await this.chromium.close();
  }
}

/** Everything that was asked for has come. @param {import("playwright-core").Page} page */
export async function quiet(page) {
  const open = asked.get(page) ?? new Set();
  let since = performance.now();
  await expect(`${page.url()} has what it asked for`, async () => {
    if (open.size > 0) since = performance.now();
    return performance.now() - since > QUIET_MS;
  });
}
