// After a build: what the page with the conversations loads before anything is clicked, packed, against its budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 200 * 1024;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const files = new Set();
const seen = new Set();
function take(key) {
  if (seen.has(key)) return;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  (chunk.css ?? []).forEach((file) => files.add(file));
  (chunk.imports ?? []).forEach(take);
}
["index.html", "src/main.ts", "src/locales/zh-CN.json"].forEach(take);
const size = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
console.log(`the list page: ${(size / 1024).toFixed(1)} KB gzip in ${files.size} files (budget ${BUDGET / 1024} KB)`);
if (size > BUDGET) process.exit(1);
