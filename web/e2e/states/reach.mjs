// How a picture's state is reached, in whatever language: an address, and the moment when the page has come to rest.
import { quiet } from "../browser.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("../demo-shop.mjs").DemoShop} DemoShop */
/**
 * `refused`: what the browser is right to report here. `shop`: whose desk it is, the demo shop's unless it says so; one is
 * fresh from registering, and one has not been registered yet.
 * @typedef {{name: string, reach: (page: Page) => Promise<void>, refused?: RegExp, shop?: "empty" | "unregistered",
 *   signedIn?: boolean}} State
 */

/** @param {Page} page @param {string} path @param {string} [ready] */
export async function at(page, path, ready = ":is(main, section, h1):visible") {
  await page.goto(path);
  await page.locator(ready).first().waitFor();
  await rest(page);
}

/** Nothing loads and nothing moves. @param {Page} page */
export async function rest(page) {
  await quiet(page);
  await stands(page);
}

/** Nothing moves. @param {Page} page */
export async function stands(page) {
  for (const frame of page.frames()) {
    // A change of the theme is heard while a picture is drawn, so one has to be drawn.
    await frame.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(null))))).catch(() => {});
    await frame.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running"
      || one.effect?.getComputedTiming().iterations === Infinity)).catch(() => {});
  }
}

/** By its name in either language. @param {Page} page @param {RegExp} name */
export async function presses(page, name) {
  await page.getByRole("button", { name }).first().click();
}
