import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Tree = { [key: string]: string | Tree };
const here = import.meta.dirname;
const read = (file: string) => JSON.parse(readFileSync(join(here, file), "utf8")) as Tree;
const keys = (tree: Tree, prefix = ""): string[] => Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [prefix + key] : keys(value, `${prefix}${key}.`)));
const zh = keys(read("zh-CN.json"));

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(vue|ts)$/.test(name) && !name.endsWith(".test.ts") ? [readFileSync(path, "utf8")] : [];
  });
}
const code = sources(join(here, "..")).join("\n");

test("both languages say the same things", () => {
  expect(keys(read("en.json")).sort()).toEqual([...zh].sort());
});

test("every key that the code names is there", () => {
  const named = [...code.matchAll(/\bt\(\s*"([\w.-]+)"/g), ...code.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((m) => m[1] ?? "");
  expect(named.length).toBeGreaterThan(200);
  expect(named.filter((key) => !zh.includes(key))).toEqual([]);
});

test("no key is left that nothing names", () => {
  const built = [...code.matchAll(/`([\w.-]+)\$\{/g)].map((m) => m[1] ?? "");
  const unused = zh.filter((key) => !code.includes(`"${key}"`) && !code.includes(`'${key}'`) && !built.some((start) => start.length > 3 && key.startsWith(start)));
  expect(unused).toEqual([]);
});

test("no word stands in a template outside the languages", () => {
  const templates = sources(join(here, "..")).flatMap((text) => text.match(/<template>[\s\S]*<\/template>/)?.[0] ?? []);
  const chinese = templates.flatMap((text) => text.replace(/"[^"]*"/g, "").match(/[\u4e00-\u9fff]+/g) ?? []).filter((word) => word !== "中文");
  expect(chinese).toEqual([]);
});
