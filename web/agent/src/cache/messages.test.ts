import { describe, expect, test } from "vitest";
import type { StreamEvent } from "../stream/events";
import { apply, behind, placeNewer, placeOlder, placePage, type Threads } from "./messages";
import { at, conversation, message } from "./sample";

const written = (seq: number, more = {}): StreamEvent => ({ name: "message_created", data: { message: message(seq, more), conversation: conversation("c", { seq, last_at: at(seq) }) } });

describe("messages", () => {
  const loaded = placePage({}, "c", { items: [message(5), message(6)], next: "older" });
  const seqs = (threads: Threads) => threads.c?.items.map((m) => m.seq);
  const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));

  test("arrive any number of times and stand once in order", () => {
    expect(seqs([written(7), written(8), written(7), written(8)].reduce(apply, loaded))).toEqual([5, 6, 7, 8]);
  });

  test("one that comes too early is not shown before those it follows, and they are asked for", () => {
    const early = apply(loaded, written(8));
    expect([seqs(early), early.c && behind(early.c)]).toEqual([[5, 6], true]);
    const whole = placeNewer(early, "c", { items: [message(7), message(8)], next: null });
    expect([seqs(whole), whole.c && behind(whole.c)]).toEqual([[5, 6, 7, 8], false]);
  });

  test("the sender's client_id survives the copy that everybody gets", () => {
    const mine = apply(loaded, written(7, { client_id: "x" }));
    expect(apply(mine, written(7)).c?.items.at(-1)?.client_id).toBe("x");
  });

  test("words that were recalled do not come back with a page that was on its way", () => {
    const gone = apply(loaded, { ...written(6, { state: "recalled", text: "" }), name: "message_updated" } as StreamEvent);
    const late = placeNewer(gone, "c", { items: [message(6), message(7)], next: null });
    expect(late.c?.items.map((m) => m.text)).toEqual(["第 5 句", "", "第 7 句"]);
    expect(apply(late, written(6)).c?.items[1]?.state).toBe("recalled");
  });

  test("a changed old message above the loaded part waits for that part", () => {
    expect(seqs(apply(loaded, { ...written(2), name: "message_updated" } as StreamEvent))).toEqual([5, 6]);
  });

  test("older pages go in front, and a conversation that was never opened is not collected", () => {
    expect(seqs(placeOlder(loaded, "c", { items: [message(3), message(4)], next: null }))).toEqual([3, 4, 5, 6]);
    expect(apply({}, written(7))).toEqual({});
  });

  test("a page that does not join the loaded run is not pasted to it", () => {
    expect(seqs(placeOlder(loaded, "c", { items: [message(1), message(2)], next: null }))).toEqual([5, 6]);
    expect(seqs(placeNewer(loaded, "c", { items: [message(9)], next: null }))).toEqual([5, 6]);
  });

  test("around an old message, what is written now waits beyond the end", () => {
    const old = placePage({}, "c", { items: run(40, 60), next: "older" }, 9000);
    const told = apply(old, written(9001));
    expect([told.c && behind(told.c), told.c?.last, told.c?.items.length]).toEqual([true, 9001, 21]);
  });

  test("scrolling through ten thousand keeps some hundreds, unbroken, both ways", () => {
    let threads = placePage({}, "c", { items: run(9921, 10_000), next: "older" });
    for (let first = 9841; first > 0; first -= 80) threads = placeOlder(threads, "c", { items: run(first, first + 79), next: first > 1 ? "older" : null });
    expect([threads.c?.items.length, threads.c?.items[0]?.seq, threads.c && behind(threads.c)]).toEqual([600, 1, true]);
    for (let after = 600; after < 10_000; after += 80) threads = placeNewer(threads, "c", { items: run(after + 1, Math.min(10_000, after + 80)), next: null });
    expect([threads.c?.items.length, threads.c?.items.at(-1)?.seq, threads.c?.more, threads.c && behind(threads.c)]).toEqual([600, 10_000, true, false]);
  });

  test("a day of chat in one conversation does not grow without end", () => {
    let threads = loaded;
    for (let seq = 7; seq < 5000; seq++) threads = apply(threads, written(seq));
    expect(threads.c?.items.length).toBeLessThanOrEqual(1000);
    expect(threads.c?.items.at(-1)?.seq).toBe(4999);
  });
});
