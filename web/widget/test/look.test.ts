// The promises of DESIGN.md that can be counted: contrast, two equal dark themes, a readable shop colour, addresses.
import { describe, expect, test } from "vitest";
import tokens from "../../shared/tokens.css?raw";
import { contrast, family, parseColour, type Rgb } from "../src/chat/colour";
import { placeOf } from "../src/chat/place";
import { localeOf } from "../src/chat/text";

type Theme = Record<string, string>;
const blocks = [...tokens.matchAll(/:root[^{]*\{([^{}]*)\}/g)].map(([, body = ""]) =>
  Object.fromEntries([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value])) as Theme,
);
const [light, dark, chosenDark] = blocks as [Theme, Theme, Theme];
const colour = (theme: Theme, name: string) => parseColour(theme[name]) as Rgb;

test("both ways into the dark theme give the same theme", () => {
  expect(Object.keys(dark).length).toBeGreaterThan(30);
  expect(chosenDark).toEqual(dark);
});

describe.each([["light", light], ["dark", dark]])("%s", (_, theme) => {
  const pairs: [string, string, number][] = [];
  for (const ground of ["paper", "surface", "raised", "sunken", "hover", "selected"]) {
    for (const ink of ["ink-2", "ink-3", "accent-ink", "ok-ink", "warn-ink", "danger-ink", "info-ink"]) pairs.push([ink, ground, 4.5]);
    pairs.push(["ink", ground, 7]);
  }
  for (const meaning of ["accent", "ok", "warn", "danger", "info"]) {
    pairs.push([`on-${meaning}`, meaning, 4.5], [`${meaning}-ink`, `${meaning}-soft`, 4.5], [meaning, "surface", 3]);
  }
  pairs.push(["note-ink", "note", 4.5], ["line-strong", "surface", 3], ["focus", "surface", 3], ["on-accent", "accent-hover", 4.5]);
  test("every pair of ink and ground that the pages use is readable", () => {
    const weak = pairs.filter(([ink, ground, least]) => contrast(colour(theme, ink), colour(theme, ground)) < least);
    expect(weak).toEqual([]);
  });
});

test.each(["#ffd23f", "#7a2e57", "#000000", "#ffffff", "#0f766e", "#ff0000", "#808080"])("a shop's %s is readable in both themes", (chosen) => {
  for (const surface of [colour(light, "surface"), colour(dark, "surface")]) {
    const made = family(parseColour(chosen) as Rgb, surface);
    const of = (name: keyof typeof made) => parseColour(made[name]) as Rgb;
    expect(contrast(of("on-accent"), of("accent"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("accent-ink"), surface)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("accent-ink"), of("accent-soft"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("focus"), surface)).toBeGreaterThanOrEqual(3);
  }
});

test("the address says which entry this is and whose page is around it", () => {
  expect(placeOf("/chat/box", "#https%3A%2F%2Fshop.example", true)).toEqual({ entry: { inbox_id: "box" }, host: "https://shop.example", preview: false });
  expect(placeOf("/chat/box", "", true)?.host).toBeNull();
  expect(placeOf("/c/i/box", "", false)).toEqual({ entry: { inbox_id: "box" }, host: null, preview: false });
  expect(placeOf("/c/k3y", "", false)).toEqual({ entry: { link: "k3y" }, host: null, preview: false });
  expect(placeOf("/chat/box", "#preview", true)).toMatchObject({ host: null, preview: true });
  expect(placeOf("/chat/box", "#preview", false)?.preview).toBe(false);
  expect(placeOf("/c/", "", false)).toBeNull();
});

test("the inbox's language wins, then the visitor's first known one", () => {
  expect(localeOf("en", ["zh-CN"])).toBe("en");
  expect(localeOf("auto", ["de", "zh-TW", "en"])).toBe("zh-CN");
  expect(localeOf(null, ["de-DE"])).toBe("en");
});
