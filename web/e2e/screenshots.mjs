// Photographs every page and state at three widths, light and dark, in both languages, into web/e2e/out, and fails on what
// a picture does not show: complaints of the browser, breaches of the page policy, requests to other hosts, pages wider
// than the window, controls without a name.
//   node screenshots.mjs [part of a picture's name]      for example: node screenshots.mjs 360-dark-zh-CN-team
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Browser } from "./browser.mjs";
import { Desk } from "./desk.mjs";
import { DemoShop } from "./demo-shop.mjs";
import { states } from "./states.mjs";

const OUT = join(import.meta.dirname, "out");
const WIDTHS = [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, { width: 360, height: 740 }];
/** @type {("light" | "dark")[]} */
const SCHEMES = ["light", "dark"];
/** @type {("zh-CN" | "en-US")[]} */
const LOCALES = ["zh-CN", "en-US"];
const wanted = process.argv[2] ?? "";

/** @param {import("playwright-core").Page} page @returns {Promise<string[]>} */
async function flaws(page) {
  return page.evaluate(() => {
    const found = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth + 1) found.push(`is ${root.scrollWidth} px wide in a window of ${innerWidth} px`);
    for (const control of document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea")) {
      if (!(control instanceof HTMLElement) || !control.checkVisibility({ checkVisibilityCSS: true })) continue;
      const labels = "labels" in control && control.labels instanceof NodeList ? control.labels.length : 0;
      const image = control.querySelector("img[alt]:not([alt=''])");
      const named = control.innerText?.trim() || control.getAttribute("aria-label") || control.title || labels || image;
      if (!named) found.push(`has a control without a name: ${control.outerHTML.slice(0, 160)}`);
    }
    return found;
  });
}

await mkdir(OUT, { recursive: true });
const { desk, password } = await Desk.startsSeeded();
const browser = await Browser.opens(desk);
/** @type {string[]} */
const problems = [];
let taken = 0;
try {
  const shop = await DemoShop.opens(desk, password);
  for (const size of WIDTHS) for (const scheme of SCHEMES) for (const locale of LOCALES) {
    const look = `${size.width}-${scheme}-${locale}`;
    const all = states(shop).filter(({ name }) => `${look}-${name}`.includes(wanted));
    if (all.length === 0) continue;
    const page = await browser.window(look, { ...size, scheme, locale });
    for (const state of all) {
      const name = `${look}-${state.name}`;
      browser.refused = state.refused ?? null;
      try {
        await state.reach(page);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(OUT, `${name}.png`), animations: "disabled", caret: "initial" });
        taken += 1;
        problems.push(...(await flaws(page)).map((flaw) => `${name} ${flaw}`));
      } catch (error) {
        problems.push(`${name}: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
        await page.screenshot({ path: join(OUT, `FAILED-${name}.png`) }).catch(() => {});
      }
    }
    await page.context().close();
    console.log(`${look}: ${all.length} states`);
  }
} finally {
  await browser.closes();
  await desk.closes();
}
problems.push(...browser.faults);
for (const problem of new Set(problems)) console.log(`✗ ${problem}`);
console.log(`${taken} pictures in ${OUT}, ${new Set(problems).size} problems`);
process.exitCode = problems.length || taken === 0 ? 1 : 0;
