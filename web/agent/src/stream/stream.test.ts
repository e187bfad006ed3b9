import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backoff } from "./backoff";
import { Connection, type Ears, type Wire } from "./connection";
import type { StreamEvent } from "./events";
import { Journal } from "./journal";

class FakeWire implements Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  sent: Record<string, unknown>[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {}
  says(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

function desk() {
  const wires: FakeWire[] = [];
  const heard: string[] = [];
  const ears: Ears = {
    onEvent: (event: StreamEvent) => heard.push(event.name),
    onLink: (link) => heard.push(`link:${link}`),
    onReset: () => heard.push("reset"),
    onOpen: () => heard.push("open"),
    onSignedOut: () => heard.push("signed out"),
  };
  const connection = new Connection(() => wires[wires.push(new FakeWire()) - 1] as Wire, ears, () => Date.now(), () => 1);
  const last = () => wires.at(-1) as FakeWire;
  const begin = () => {
    connection.began(40);
    connection.connect();
    last().onopen?.();
  };
  return { connection, wires, heard, last, begin };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the stream", () => {
  test("says hello with the position of the first snapshot, not of later ones", () => {
    const { connection, last, begin } = desk();
    begin();
    connection.began(99);
    expect(last().sent[0]).toEqual({ type: "hello", since: 40 });
  });

  test("says hello with the lowest of several snapshots that came before it", () => {
    const { connection, last, begin } = desk();
    connection.began(99);
    begin();
    expect(last().sent[0]).toEqual({ type: "hello", since: 40 });
  });

  test("comes back with the position of the last event heard", () => {
    const { begin, last } = desk();
    begin();
    last().says({ type: "welcome", seq: 40, resumed: true });
    last().says({ type: "event", seq: 41, name: "me_updated", data: {} });
    last().says({ type: "event", name: "typing", data: {} });
    last().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(500);
    last().onopen?.();
    expect(last().sent[0]).toEqual({ type: "hello", since: 41 });
  });

  test("a position that cannot be resumed means loading everything again, from the new position", () => {
    const { begin, last, heard } = desk();
    begin();
    last().says({ type: "welcome", seq: 70, resumed: false });
    expect(heard).toContain("reset");
    last().onclose?.({ code: 1012 });
    vi.advanceTimersByTime(500);
    last().onopen?.();
    expect(last().sent[0]).toEqual({ type: "hello", since: 70 });
  });

  test("sixty seconds of silence count as a loss, an answer to the ping does not", () => {
    const { begin, last, wires } = desk();
    begin();
    last().says({ type: "welcome", seq: 40, resumed: true });
    vi.advanceTimersByTime(40_000);
    last().says({ type: "pong" });
    vi.advanceTimersByTime(40_000);
    expect(wires).toHaveLength(1);
    vi.advanceTimersByTime(60_000);
    expect(wires.length).toBeGreaterThan(1);
  });

  test("a session that ended leads to the sign-in page and is not tried again", () => {
    const { begin, last, wires, heard } = desk();
    begin();
    last().onclose?.({ code: 4401 });
    vi.advanceTimersByTime(120_000);
    expect(heard.at(-1)).toBe("signed out");
    expect(wires).toHaveLength(1);
  });

  test("nothing is said before the welcome", () => {
    const { connection, begin, last } = desk();
    begin();
    connection.say({ type: "typing", conversation_id: "c", typing: true });
    expect(last().sent).toHaveLength(1);
  });
});

test("the wait between attempts doubles, is jittered and never exceeds fifteen seconds", () => {
  expect([0, 1, 2, 9].map((n) => backoff(n, () => 1))).toEqual([500, 1000, 2000, 15_000]);
  expect(backoff(9, () => 0)).toBe(7500);
});

test("an event that arrives during a load is played over the snapshot, one from before is not", async () => {
  const journal = new Journal();
  const event: StreamEvent = { name: "me_updated", data: {} };
  const played: string[] = [];
  journal.record(event);
  let answer: (value: string) => void = () => {};
  const load = journal.load(() => new Promise<string>((resolve) => (answer = resolve)), (snapshot) => played.push(snapshot), (e) => played.push(e.name));
  journal.record(event);
  answer("snapshot");
  await load;
  expect(played).toEqual(["snapshot", "me_updated"]);
});
