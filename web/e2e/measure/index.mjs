// Measures the pages in a real browser, against the real program; see bench/README.md. Nothing here passes or fails: figures
// of a busy machine say little, so they are printed beside what is aimed at.
//   node measure/index.mjs [--only line,lists,day] [--size 10000] [--day 3000] [--json FILE]
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { longLists } from "./long-lists.mjs";
import { slowLine } from "./slow-line.mjs";
import { workingDay } from "./working-day.mjs";

/** @typedef {{what: string, value: number | string, unit: string, limit?: number}} Figure */

const { values } = parseArgs({ options: {
  only: { type: "string", default: "line,lists,day" },
  size: { type: "string", default: "10000" },
  day: { type: "string", default: "3000" },
  json: { type: "string" },
} });

/** @type {Record<string, () => Promise<Figure[]>>} */
const measurements = {
  line: slowLine,
  lists: () => longLists(Number(values.size)),
  day: () => workingDay(Number(values.day)),
};

/** @type {Figure[]} */
const figures = [];
for (const name of values.only.split(",")) {
  const measure = measurements[name];
  if (!measure) throw new Error(`no such measurement: ${name}`);
  for (const figure of await measure()) {
    const aim = figure.limit === undefined ? "" : `aim ≤ ${figure.limit}`;
    console.log(`${figure.what.padEnd(56)} ${String(figure.value).padStart(8)} ${figure.unit.padEnd(8)} ${aim}`);
    figures.push(figure);
  }
}
if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
