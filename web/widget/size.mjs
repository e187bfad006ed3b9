// Fails when the loader or the chat outgrow their promise (spec WEB-2): gzip of every script and style that a browser
// fetches for it, those imported by others included, needed at once or later. Of the languages a visitor fetches one, so
// the largest counts; the preview is fetched by the settings page alone, and by no visitor.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const dist = join(import.meta.dirname, "dist");
const BUDGETS = [
  { what: "loader", limit: 3 * 1024, entry: "loader.js" },
  { what: "chat", limit: 25 * 1024, entry: "chat.html" },
];

function mentioned(file, text) {
  const patterns = file.endsWith(".html")
    ? [/<script[^>]+src="([^"]+)"/g, /<link[^>]+rel="(?:stylesheet|modulepreload)"[^>]+href="([^"]+)"/g]
    : file.endsWith(".css")
      ? [/@import\s*(?:url\()?["']?([^"')]+)/g]
      : [/(?:from|import)\s*\(?\s*["'`](\.[^"'`]+)["'`]/g, /["'`](?:\.\/|\/widget\/)?(assets\/[^"'`]+\.(?:js|css))["'`]/g];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]));
}

function located(from, address) {
  if (address.startsWith("/widget/")) return join(dist, address.slice("/widget/".length));
  return address.startsWith("assets/") ? join(dist, address) : resolve(dirname(from), address);
}

function closure(entry) {
  const found = new Map();
  const open = [join(dist, entry)];
  while (open.length) {
    const file = open.pop();
    if (found.has(file)) continue;
    if (!existsSync(file)) throw new Error(`${file} is missing: build first.`);
    const text = readFileSync(file, "utf8");
    found.set(file, gzipSync(text, { level: 9 }).length);
    open.push(...mentioned(file, text).map((address) => located(file, address)));
  }
  return found;
}

const isPreview = (file) => /[\\/]preview-[\w-]+\.js$/.test(file);
const isLanguage = (file) => /[\\/](zh|en)-[\w-]+\.js$/.test(file);

let over = false;
for (const { what, limit, entry } of BUDGETS) {
  const parts = [...closure(entry)].filter(([file]) => !file.endsWith(".html") && !isPreview(file));
  const languages = parts.filter(([file]) => isLanguage(file)).map(([, size]) => size);
  const always = parts.filter(([file]) => !isLanguage(file)).map(([, size]) => size);
  if (what === "chat" && languages.length !== 2) throw new Error("The languages of the chat are not where they were.");
  const total = always.reduce((sum, size) => sum + size, 0) + Math.max(0, ...languages);
  over ||= total > limit;
  const counted = languages.length ? `${always.length} files and the largest of ${languages.length} languages` : "1 file";
  console.log(`${what}: ${total} of ${limit} bytes gzip in ${counted}${total > limit ? " — TOO LARGE" : ""}`);
}
process.exitCode = over ? 1 : 0;
