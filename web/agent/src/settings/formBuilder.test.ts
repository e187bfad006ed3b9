import { expect, test } from "vitest";
import { askable, askOf, MOST_FIELDS, problemOf, tidied, withField, type FormField } from "./formBuilder";

const asked = (...asks: Parameters<typeof withField>[1][]) => asks.reduce<FormField[]>((fields, ask, i) => withField(fields, ask, `问题 ${i + 1}`, ["甲"]), []);

test("what fills the customer's card is asked once, the shop's own questions as often as it likes", () => {
  const fields = asked("name", "phone", "text", "text", "select");
  expect(askable(fields)).toEqual(["email", "text", "select"]);
  expect(fields.map((f) => f.key)).toEqual(["name", "phone", "field_1", "field_2", "field_3"]);
  expect(withField(fields, "name", "再问一次")).toHaveLength(5);
  expect(fields.map(askOf)).toEqual(["name", "phone", "text", "text", "select"]);
});

test("a key is not given to another question while its field still stands", () => {
  const fields = asked("text", "text").slice(1);
  expect(withField(fields, "text", "新").map((f) => f.key)).toEqual(["field_2", "field_3"]);
});

test("eight fields are enough", () => {
  const full = asked("text", "text", "text", "text", "text", "text", "text", "text");
  expect(full).toHaveLength(MOST_FIELDS);
  expect(askable(full)).toEqual([]);
  expect(withField(full, "text", "九")).toHaveLength(MOST_FIELDS);
});

test("what is missing is named", () => {
  const [first, second] = asked("text", "select") as [FormField, FormField];
  expect(problemOf(first, [first, second])).toBeNull();
  expect(problemOf({ ...first, label: " " }, [])).toBe("label");
  expect(problemOf({ ...second, options: [" "] }, [])).toBe("options");
  const same = { ...second, label: first.label };
  expect(problemOf(same, [first, same])).toBe("twice");
});

test("blanks are not stored, and a form without fields is none", () => {
  expect(tidied({ fields: [] })).toBeNull();
  expect(tidied(null)).toBeNull();
  const [field] = asked("select") as [FormField];
  expect(tidied({ intro: " ", fields: [{ ...field, label: " 颜色 ", options: ["红 ", ""] }] })).toEqual({ fields: [{ ...field, label: "颜色", options: ["红"] }] });
});
