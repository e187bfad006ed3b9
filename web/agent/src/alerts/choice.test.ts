import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => {} });
});
const of = (kind: string, load: string) => ({ kind, abilities: { load } }) as never;

test("a chat calls with a sound, what takes up another capacity only shows itself, until it is chosen otherwise", async () => {
  const { callsOf, callsFor, otherLoads } = await import("./choice");
  const channels = [of("site", "chat"), of("letters", "letter")];
  expect(otherLoads(channels)).toEqual(["letter"]);
  expect([callsOf("site", channels).sound, callsOf("letters", channels).sound]).toEqual([true, false]);
  callsFor("letter").sound = true;
  expect(callsOf("letters", channels).sound).toBe(true);
});

test("a channel that is not known calls as a chat does", async () => {
  const { callsOf } = await import("./choice");
  expect(callsOf("else", []).sound).toBe(true);
});
