// Eight hours at one desk in one window: conversations come, are opened, answered and ended, and colleagues' events pass
// by. Does the page keep what it no longer shows?
import { Floor } from "../floor.mjs";
import { many, OPTIONS } from "./crowd.mjs";

const LOOKS = 10;
/** Beside each conversation of one's own. */
const EVENTS_EACH = 7;

/** @param {number} size how many conversations @returns {Promise<import("./index.mjs").Figure[]>} */
export async function workingDay(size) {
  const floor = await Floor.opens(OPTIONS);
  try {
    const id = await floor.hires("小林", { capacity: 1000 });
    const lin = await floor.seats("小林", { width: 1280 });
    const debug = await lin.page.context().newCDPSession(lin.page);
    await debug.send("Performance.enable");
    /** @type {Held[]} */
    const held = [];
    for (let look = 0; look <= LOOKS; look += 1) {
      if (look > 0) await works(floor, lin, id, Math.round(size / LOOKS), look);
      held.push(await holds(debug));
    }
    return told(held, size);
  } finally {
    await floor.closes();
  }
}

/** @typedef {{heap: number, nodes: number, listeners: number}} Held */

/** @param {Floor} floor @param {import("../agent.mjs").Agent} lin @param {string} id @param {number} count @param {number} look */
async function works(floor, lin, id, count, look) {
  for (let i = 0; i < count; i += 1) {
    const words = `第 ${look} 段第 ${i} 位`;
    const { conversation, token } = await floor.owner.hearsFrom({ name: words }, words);
    await lin.opens(words);
    await lin.says(`您好，${words}`);
    const { url } = floor.desk;
    await many(EVENTS_EACH - 2, async (n) => {
      const body = JSON.stringify({ client_id: `more-${n}`, text: `还有一句 ${n}` });
      await fetch(`${url}/api/v1/visitor/messages`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body });
    });
    await floor.owner.calls("POST", `/conversations/${conversation}/end`, {});
  }
  void id;
}

/** What is left after the garbage is gone. @param {import("playwright-core").CDPSession} debug @returns {Promise<Held>} */
async function holds(debug) {
  for (let i = 0; i < 3; i += 1) await debug.send("HeapProfiler.collectGarbage");
  const { metrics } = await debug.send("Performance.getMetrics");
  const of = (/** @type {string} */ name) => metrics.find((one) => one.name === name)?.value ?? 0;
  return { heap: of("JSHeapUsedSize") / 2 ** 20, nodes: of("Nodes"), listeners: of("JSEventListeners") };
}

/** The first look is at an empty desk; growth is told from the second on. @param {Held[]} held @param {number} size @returns {import("./index.mjs").Figure[]} */
function told(held, size) {
  const line = (/** @type {keyof Held} */ key) => held.map((one) => (key === "heap" ? one[key].toFixed(1) : String(one[key]))).join(" ");
  const [first, last] = [held[1], held.at(-1)];
  return [
    { what: `day of ${size}: heap after collection`, value: line("heap"), unit: "MB" },
    { what: `day of ${size}: heap, last against second look`, value: Number(((last?.heap ?? 0) - (first?.heap ?? 0)).toFixed(1)), unit: "MB" },
    { what: `day of ${size}: nodes`, value: line("nodes"), unit: "" },
    { what: `day of ${size}: listeners`, value: line("listeners"), unit: "" },
  ];
}
