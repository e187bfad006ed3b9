// All shops that pictures show, and a walk through their states: each is reached in a page of its own, in the looks that
// are asked for. What is made of a state (a picture, a look for barriers) is the caller's.
import assert from "node:assert/strict";
import { Browser } from "./browser.mjs";
import { DemoShop } from "./demo-shop.mjs";
import { Desk } from "./desk.mjs";
import { Told } from "./flaws.mjs";
import { Owner, PASSWORD } from "./owner.mjs";
import { states } from "./states/index.mjs";

/** @typedef {import("./states/reach.mjs").State} State */
/** @typedef {import("./browser.mjs").Look} Look */
/** @typedef {import("playwright-core").BrowserContext} Context */

const FRESH_SHOP = "新开的茶铺";

export class Gallery {
  /** @param {Browser} browser @param {DemoShop} shop @param {Desk} empty @param {Desk} unregistered */
  constructor(browser, shop, empty, unregistered) {
    this.browser = browser;
    this.shop = shop;
    this.desks = { demo: shop.desk, empty, unregistered };
    this.states = states(shop);
    /** @type {Map<string, Promise<Context>>} */
    this.windows = new Map();
  }

  static async opens() {
    const [seeded, empty, unregistered] = await Promise.all([Desk.startsSeeded(), Desk.start(), Desk.start()]);
    const shop = await DemoShop.opens(seeded.desk, seeded.password);
    await Owner.registers(empty, FRESH_SHOP);
    return new Gallery(await Browser.opens(seeded.desk), shop, empty, unregistered);
  }

  /**
   * @param {State} state @param {Look} look @param {(page: import("playwright-core").Page, told: Told) => Promise<void>} see
   */
  async shows(state, look, see) {
    const context = await this.#window(state, look);
    const page = await context.newPage();
    const told = new Told(page);
    try {
      this.browser.refused = state.refused ?? null;
      await state.reach(page);
      await page.evaluate(() => document.fonts.ready);
      await see(page, told);
    } finally {
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.close();
    }
  }

  /** One window for everything that the same person sees in the same look. @param {State} state @param {Look} look */
  #window(state, look) {
    const key = JSON.stringify([state.shop, state.signedIn, look]);
    const known = this.windows.get(key) ?? this.#opensWindow(state, look);
    this.windows.set(key, known);
    return known;
  }

  /** @param {State} state @param {Look} look */
  async #opensWindow(state, look) {
    const shop = state.shop ?? "demo";
    const desk = this.desks[shop];
    const page = await this.browser.window(`${shop} ${look.width} ${look.locale}`, { ...look, still: true }, desk);
    const context = page.context();
    await page.close();
    if (state.signedIn && shop === "demo") await this.shop.signsIn(context);
    if (state.signedIn && shop === "empty") {
      const data = { login: FRESH_SHOP, password: PASSWORD };
      const answer = await context.request.post("/api/v1/session", { data, headers: { origin: desk.url } });
      assert.equal(answer.status(), 200, await answer.text());
    }
    return context;
  }

  async closesWindows() {
    for (const window of this.windows.values()) await (await window).close();
    this.windows.clear();
  }

  async closes() {
    await this.browser.closes();
    await Promise.all(Object.values(this.desks).map((desk) => desk.closes()));
  }
}
