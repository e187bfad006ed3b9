// Texts that others collected to break pages, and some of our own. `YINGKE_CORPORA` names the folder; without it only ours.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const OWN = [
  "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'", "javascript:alert(1)", "{{constructor.constructor('alert(1)')()}}",
  "${alert(1)}", "</textarea><svg onload=alert(1)>", "]]><iframe srcdoc='<script>alert(1)</script>'>", "=cmd|'/c calc'!A1",
  "https://evil.example/\"onmouseover=alert(1)", "\u202emoc.elpmaxe", "שלום \u2067עולם", "مرحبا", "\u2066\u2069\u2069", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "\u200b\u200dx\u200b", "ﷺ﷽",
];

/** @returns {string[]} */
export function hostileTexts() {
  const folder = process.env.YINGKE_CORPORA;
  if (!folder) return OWN;
  /** @param {string} path */
  const read = (path) => readFileSync(join(folder, path), "utf8");
  const purifier = JSON.parse(read("xss/dompurify.json")).map((/** @type {{payload: string}} */ { payload }) => payload);
  return [...OWN, ...JSON.parse(read("naughty/blns.json")), ...read("xss/payloads.txt").split("\n"), ...purifier].filter((text) => text.trim() !== "");
}

/** Many to a message: as long as one may be, so that all of them fit into few. @param {string[]} texts @param {number} longest */
export function together(texts, longest) {
  /** @type {string[]} */
  const packed = [];
  for (const text of texts) {
    const last = packed.at(-1);
    if (last !== undefined && [...last].length + [...text].length + 1 <= longest) packed[packed.length - 1] = `${last}\n${text}`;
    else packed.push([...text].slice(0, longest).join(""));
  }
  return packed;
}
