// What keeps people out: axe-core looks at a page and at every frame in it. Its source is handed over through the
// debugger, as the test's own code is; switching the page's content-security policy off for it would hide the faults
// that the policy is there to find.
import axe from "axe-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** @typedef {import("playwright-core").Frame} Frame */
/** @typedef {{rule: string, where: string, why: string}} Barrier */

/** Everything that axe has a rule for. @param {import("playwright-core").Page} page */
export function barriers(page) {
  return everyFrame(page, { type: "tag", values: RULES });
}

/** Only what another theme can change. @param {import("playwright-core").Page} page */
export function faintWords(page) {
  return everyFrame(page, { type: "rule", values: ["color-contrast"] });
}

/** @param {import("playwright-core").Page} page @param {{type: "tag" | "rule", values: string[]}} runOnly */
async function everyFrame(page, runOnly) {
  const shown = page.frames().filter((frame) => frame.url().startsWith("http"));
  const found = await Promise.all(shown.map((frame) => inFrame(frame, runOnly)));
  return found.flat();
}

/** @param {Frame} frame @param {{type: "tag" | "rule", values: string[]}} runOnly @returns {Promise<Barrier[]>} */
async function inFrame(frame, runOnly) {
  if (!(await frame.evaluate("'axe' in window"))) await frame.evaluate(axe.source);
  return frame.evaluate(async (only) => {
    const { axe } = /** @type {{axe: import("axe-core")}} */ (/** @type {unknown} */ (window));
    // Frames are looked at one by one; and style sheets are ours, so none needs fetching anew.
    const { violations } = await axe.run(document, { runOnly: only, iframes: false, preload: false, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => ({
      rule: id,
      where: node.target.join(" "),
      why: (node.failureSummary ?? "").split("\n").slice(1).map((line) => line.trim()).join("; "),
    })));
  }, runOnly);
}
