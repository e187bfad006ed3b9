// The preview in the settings: who may say what is shown, and what each scene shows.
import { expect, test } from "vitest";
import { posed, shownBy } from "../src/chat/preview";
import { formFirst, nobodyThere, NOTHING, type View, wantsRating } from "../src/chat/view";

const DESK = "https://desk.example";
const settings = { name: "the settings page" } as unknown as Window;
const inbox = { id: "box", title: "青山窑", form: { fields: [{ key: "name", label: "称呼", type: "text" as const, required: true }] } };
const data = { type: "yingke:preview" as const, inbox, scene: "start" as const };

test("only the page around us, and only when it is a page of ours, is drawn from", () => {
  expect(shownBy({ origin: DESK, source: settings, data }, DESK, settings)).toBe(data);
  expect(shownBy({ origin: "https://shop.example", source: settings, data }, DESK, settings)).toBeNull();
  expect(shownBy({ origin: DESK, source: {} as Window, data }, DESK, settings)).toBeNull();
  expect(shownBy({ origin: DESK, source: settings, data: null }, DESK, settings)).toBeNull();
  expect(shownBy({ origin: DESK, source: settings, data: { ...data, type: "other" as "yingke:preview" } }, DESK, settings)).toBeNull();
});

const scene = (name: "start" | "form" | "talk" | "offline" | "rating"): View => ({
  ...NOTHING, phase: "ready", loaded: true, ...posed({ ...data, scene: name }, true, 1_700_000_000_000),
});

test("each scene shows what it is called", () => {
  expect(formFirst(scene("start"))).toBe(false);
  expect(formFirst(scene("form"))).toBe(true);
  expect(scene("talk").messages).toHaveLength(2);
  expect(nobodyThere(scene("offline"))).toBe(true);
  expect(wantsRating(scene("rating"))).toBe(true);
  expect(wantsRating(scene("talk"))).toBe(false);
});
