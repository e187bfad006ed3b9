import { newId } from "@yingke/shared/id";
import { expect, test, vi } from "vitest";

test("ids begin with the time, so that later ones sort behind earlier ones, and no two are the same", () => {
  vi.useFakeTimers();
  try {
    const ids = [0, 1, 60_000, 86_400_000].flatMap((later) => {
      vi.setSystemTime(new Date("2026-11-22T00:00:00Z").getTime() + later);
      return [newId(), newId()].sort();
    });
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  } finally {
    vi.useRealTimers();
  }
});
