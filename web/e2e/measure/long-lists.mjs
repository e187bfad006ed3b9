// Ten thousand conversations, and one with ten thousand messages, turned by the wheel from one end to the other and back:
// how long the longest frame took.
import { Floor } from "../floor.mjs";
import { conversations, longTalk, OPTIONS } from "./crowd.mjs";

const STEP = 900;
const PATIENCE_MS = 240_000;

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{frames: number, longest: number, over50: number, tasks: number}} Turned */

/** @param {number} size @returns {Promise<import("./index.mjs").Figure[]>} */
export async function longLists(size) {
  const floor = await Floor.opens(OPTIONS);
  try {
    // The owner sees everything, whoever serves it.
    const boss = await floor.seats("店主", { width: 1280 });
    const talk = await longTalk(floor, size);
    await boss.page.goto("about:blank");
    await conversations(floor, size - 1);
    await boss.page.goto("/conversations?view=all");
    await boss.isAtTheDesk();
    const list = boss.page.getByRole("region", { name: "全部" }).locator(".scroll");
    const rows = await turns(boss.page, list, 1, -1);
    await boss.page.goto(`/conversations/${talk}`);
    await boss.thread.getByText(`第 ${size - 1} 句`).first().waitFor();
    const messages = await turns(boss.page, boss.thread, -1, 1);
    return [...figures(`list of ${size}`, rows), ...figures(`conversation of ${size}`, messages)];
  } finally {
    await floor.closes();
  }
}

/** @param {string} what @param {Turned} turned @returns {import("./index.mjs").Figure[]} */
function figures(what, { frames, longest, over50, tasks }) {
  return [
    { what: `${what}: longest frame`, value: Math.round(longest), unit: "ms", limit: 50 },
    { what: `${what}: frames over 50 ms`, value: over50, unit: `of ${frames}`, limit: 0 },
    { what: `${what}: long tasks`, value: tasks, unit: "" },
  ];
}

/** There and back. @param {Page} page @param {import("playwright-core").Locator} box @param {...number} ways @returns {Promise<Turned>} */
async function turns(page, box, ...ways) {
  await box.hover();
  await page.evaluate(watchFrames);
  for (const way of ways) await toTheEnd(page, box, way);
  return page.evaluate(() => /** @type {any} */ (window).turned);
}

/** At the end when turning on moves nothing and nothing more comes. @param {Page} page @param {import("playwright-core").Locator} box @param {number} way */
async function toTheEnd(page, box, way) {
  const until = performance.now() + PATIENCE_MS;
  let still = 0;
  let before = "";
  while (still < 25) {
    if (performance.now() > until) throw new Error("the list has no end");
    await page.mouse.wheel(0, way * STEP);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    const place = await box.evaluate((one) => `${Math.round(one.scrollTop)} of ${one.scrollHeight}`);
    still = place === before ? still + 1 : 0;
    before = place;
  }
}

/** Runs in the page. */
function watchFrames() {
  const turned = { frames: 0, longest: 0, over50: 0, tasks: 0 };
  Object.assign(window, { turned });
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    turned.frames += 1;
    turned.longest = Math.max(turned.longest, now - last);
    if (now - last > 50) turned.over50 += 1;
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => (turned.tasks += list.getEntries().length)).observe({ entryTypes: ["longtask"] });
}
