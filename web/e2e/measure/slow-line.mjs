// A phone on a poor line: four times slower, 1.6 Mbit/s, 150 ms there and back, nothing in the cache. How long until the
// chat can be written in, and until the workbench's list can be clicked.
import { Floor } from "../floor.mjs";
import { conversations, OPTIONS } from "./crowd.mjs";

const LINE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 1.6e6 / 8 };
const TIMES = 5;

/** @typedef {import("playwright-core").Page} Page */

/** @param {Page} page */
async function slow(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Network.emulateNetworkConditions", LINE);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

/** @param {() => Promise<number>} once */
async function middle(once) {
  const times = [];
  for (let i = 0; i < TIMES; i += 1) times.push(await once());
  return Math.round(times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0);
}

/** @returns {Promise<import("./index.mjs").Figure[]>} */
export async function slowLine() {
  const floor = await Floor.opens(OPTIONS);
  try {
    await floor.hires("小林");
    await floor.seats("小林");
    await conversations(floor, 60);
    const chat = await middle(() => chatAfterClick(floor));
    const list = await middle(() => listAfterNavigation(floor));
    return [
      { what: "chat: click until it can be written in", value: chat, unit: "ms", limit: 1000 },
      { what: "workbench: navigation until the list can be clicked", value: list, unit: "ms", limit: 3000 },
    ];
  } finally {
    await floor.closes();
  }
}

/** @param {Floor} floor */
async function chatAfterClick(floor) {
  const page = await floor.browser.window("visitor", { width: 390, height: 800 });
  await slow(page);
  await page.goto(`/demo/${floor.owner.inbox}`);
  const launcher = page.getByRole("button", { name: /打开在线客服/ });
  await launcher.waitFor();
  const field = page.frameLocator('iframe[title="Yingke"]').getByRole("textbox", { name: "消息" });
  const begun = performance.now();
  await launcher.click();
  await field.fill("您好");
  const took = performance.now() - begun;
  await page.context().close();
  return took;
}

/** @param {Floor} floor */
async function listAfterNavigation(floor) {
  const page = await floor.browser.window("小林", { width: 1280 });
  await floor.signsIn(page.context(), "小林");
  await slow(page);
  const begun = performance.now();
  await page.goto("/conversations", { waitUntil: "commit" });
  await page.getByRole("region").getByRole("link").filter({ hasText: "顾客" }).first().click();
  const took = performance.now() - begun;
  await page.context().close();
  return took;
}
