import { isolated, listed } from "@yingke/shared";
import { expect, test } from "vitest";

const [FIRST_STRONG, END, OVERRIDE] = ["\u2068", "\u2069", "\u202e"];

/** Nothing in it ends what stands around it, and nothing goes on behind it. */
function standsAlone(words: string): boolean {
  let depth = 0;
  for (const [i, sign] of [...words].entries()) {
    if (/[\u2066-\u2068]/.test(sign)) depth += 1;
    if (sign === END) depth -= 1;
    if (depth < 1 && i < [...words].length - 1) return false;
  }
  return depth === 0;
}

test("words that turn nothing are left as they are", () => {
  for (const words of ["", "茶", "Ann-Marie (1)", "👩‍👧"]) expect(isolated(words)).toBe(words);
});

test("whatever marks a name brings, it ends where it ends", () => {
  for (const name of [OVERRIDE, `${END}${OVERRIDE}`, `\u2066${OVERRIDE}`, `${END}${END}\u2067x`, `\u2067${END}${END}${OVERRIDE}`, "שלום"]) expect(standsAlone(isolated(name)), JSON.stringify(name)).toBe(true);
});

test("a sentence in another one still holds its own names apart", () => {
  const inner = `${isolated(`Bo${OVERRIDE}`)} → ${isolated(`Lin${OVERRIDE}`)}`;
  expect(isolated(inner)).toBe(`${FIRST_STRONG}${inner}${END}`);
  expect(listed(["A", `B${OVERRIDE}`], ", ")).toBe(`A, ${FIRST_STRONG}B${OVERRIDE}${END}`);
});
