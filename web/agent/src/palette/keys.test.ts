import { describe, expect, test } from "vitest";
import { matches, told, typesNothing, type Press } from "./keys";

const press = (key: string, more: Partial<Press> = {}): Press => ({ key, code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : "", altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more });

describe("a key", () => {
  test("Mod is Ctrl here and the command key on a Mac, never the other one", () => {
    expect(matches("Mod+K", press("k", { ctrlKey: true }), false)).toBe(true);
    expect(matches("Mod+K", press("k", { metaKey: true }), true)).toBe(true);
    expect(matches("Mod+K", press("k", { ctrlKey: true }), true)).toBe(false);
    expect(matches("Mod+K", press("k"), false)).toBe(false);
  });

  test("a sign counts however it is typed, with Shift or without", () => {
    expect(matches("?", press("?", { shiftKey: true }), false)).toBe(true);
    expect(matches("/", press("/"), false)).toBe(true);
    expect(matches("/", press("/", { ctrlKey: true }), false)).toBe(false);
  });

  test("with Alt the place of the key counts, since a Mac writes another sign", () => {
    expect(matches("Alt+U", press("¨", { code: "KeyU", altKey: true }), true)).toBe(true);
    expect(matches("Alt+ArrowDown", press("ArrowDown", { altKey: true }), false)).toBe(true);
    expect(matches("Alt+ArrowDown", press("ArrowDown", { altKey: true, shiftKey: true }), false)).toBe(false);
  });

  test("only keys that type nothing act while somebody writes", () => {
    expect([typesNothing("Mod+K"), typesNothing("Alt+U"), typesNothing("/"), typesNothing("?")]).toEqual([true, true, false, false]);
  });

  test("is told in the signs of the keyboard", () => {
    expect([told("Mod+K", false), told("Mod+K", true), told("Alt+ArrowDown", false), told("?", false)]).toEqual([["Ctrl", "K"], ["⌘", "K"], ["Alt", "↓"], ["?"]]);
  });
});
