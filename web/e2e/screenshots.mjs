// Photographs every page and state at three widths, light and dark, in both languages, into web/e2e/out, and fails on what
// a picture does not show: complaints of the browser, breaches of the page policy, requests to other hosts, and whatever
// flaws.mjs knows.
//   node screenshots.mjs [part of a picture's name]…     for example: node screenshots.mjs 360-dark-zh-CN-team chatlog
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { flaws } from "./flaws.mjs";
import { Gallery } from "./gallery.mjs";

/** @typedef {import("./browser.mjs").Look} Look */

const OUT = join(import.meta.dirname, "out");
const WIDTHS = [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, { width: 360, height: 740 }];
/** @type {("light" | "dark")[]} */
const SCHEMES = ["light", "dark"];
/** @type {("zh-CN" | "en-US")[]} */
const LOCALES = ["zh-CN", "en-US"];
const wanted = process.argv.slice(2);

await mkdir(OUT, { recursive: true });
const gallery = await Gallery.opens();
/** @type {Map<string, string[]>} */
const problems = new Map();
let taken = 0;

/** The same flaw in many looks is told once. @param {string} what @param {string} where */
const tell = (what, where) => problems.set(what, [...(problems.get(what) ?? []), where]);

/** @param {import("./states/reach.mjs").State} state @param {Look} look @param {string} name */
async function photographs(state, look, name) {
  const path = join(OUT, `${name}.png`);
  try {
    await gallery.shows(state, look, async (page, told) => {
      await page.screenshot({ path, animations: "disabled", caret: "initial" });
      taken += 1;
      for (const flaw of await flaws(page, told, look.locale ?? "zh-CN")) tell(`${state.name} ${flaw}`, name);
    });
  } catch (error) {
    tell(`${state.name}: ${error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : error}`, name);
  }
}

try {
  for (const size of WIDTHS) for (const scheme of SCHEMES) for (const locale of LOCALES) {
    const prefix = `${size.width}-${scheme}-${locale}`;
    const chosen = gallery.states.filter(({ name }) => wanted.length === 0 || wanted.some((part) => `${prefix}-${name}`.includes(part)));
    for (const state of chosen) await photographs(state, { ...size, scheme, locale }, `${prefix}-${state.name}`);
    await gallery.closesWindows();
    if (chosen.length > 0) console.log(`${prefix}: ${chosen.length} states`);
  }
} finally {
  await gallery.closes();
}
for (const fault of gallery.browser.faults) tell(fault, "");
for (const [problem, names] of problems) console.log(`✗ ${problem}${names.length > 1 ? ` (${names.length} pictures)` : ""}`);
console.log(`${taken} pictures in ${OUT}, ${problems.size} problems`);
process.exitCode = problems.size > 0 || taken === 0 ? 1 : 0;
