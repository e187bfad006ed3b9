import { expect, test } from "vitest";
import { backoff } from "../src/chat/backoff";
import { Stream, type Socket } from "../src/chat/stream";
import { stillWorld } from "./world";

class Line implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  said: { type: string; since?: number; token?: string }[] = [];
  closed = false;
  send(text: string) {
    this.said.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  answer() {
    this.onopen?.({} as Event);
  }
  hears(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
  }
  breaks(code = 1006) {
    this.onclose?.({ code } as CloseEvent);
  }
  welcome(resumed = true) {
    this.answer();
    this.hears({ type: "welcome", seq: 1, resumed });
  }
}

function stream() {
  const world = stillWorld();
  const lines: Line[] = [];
  const seen: string[] = [];
  let since: number | null = null;
  const connect = () => {
    lines.push(new Line());
    return lines.at(-1) as Line;
  };
  const subject = new Stream(connect, {
    hello: () => ({ token: "t", since }),
    welcomed: (resumed) => seen.push(resumed ? "resumed" : "reset"),
    event: (event, position) => {
      since = position ?? since;
      seen.push(event.name);
    },
    expired: () => seen.push("expired"),
    live: (live) => seen.push(live ? "live" : "down"),
  }, world);
  subject.start();
  return { subject, world, lines, seen, last: () => lines.at(-1) as Line };
}

test("after a break it returns with the position of the last event heard", async () => {
  const { world, last } = stream();
  last().welcome();
  last().hears({ type: "event", seq: 42, name: "conversation_read", data: { seq: 3 } });
  last().breaks();
  await world.pass(500);
  last().answer();
  expect(last().said).toEqual([{ type: "hello", token: "t", since: 42 }]);
});

test("typing carries no number and does not move the position", async () => {
  const { world, last } = stream();
  last().welcome();
  last().hears({ type: "event", seq: 42, name: "conversation_read", data: { seq: 3 } });
  last().hears({ type: "event", name: "typing", data: { typing: true } });
  last().breaks();
  await world.pass(500);
  last().answer();
  expect(last().said[0]?.since).toBe(42);
});

test("attempts double from half a second to fifteen and start over after a welcome", async () => {
  const { world, lines, last } = stream();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    last().breaks();
    const [wait = 0] = world.waits();
    waits.push(wait);
    await world.pass(wait);
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  expect(lines).toHaveLength(9);
  last().welcome();
  last().breaks();
  expect(world.waits()).toEqual([500]);
});

test("the wait is spread, so that a thousand visitors do not return at once", () => {
  const waits = Array.from({ length: 100 }, (_, i) => backoff(5, () => i / 100));
  expect(new Set(waits).size).toBeGreaterThan(90);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(7500);
  expect(Math.max(...waits)).toBeLessThanOrEqual(15_000);
});

test("a line that no longer answers is given up, one that answers is kept", async () => {
  const { world, lines, last, seen } = stream();
  last().welcome();
  await world.pass(25_000);
  expect(last().said.at(-1)).toEqual({ type: "ping" });
  last().hears({ type: "pong" });
  await world.pass(44_999);
  expect(lines).toHaveLength(1);
  await world.pass(1);
  expect(seen.at(-1)).toBe("down");
  expect(lines[0]?.closed).toBe(true);
  await world.pass(500);
  expect(lines).toHaveLength(2);
});

test("a connection that never opens is given up too", async () => {
  const { world, lines } = stream();
  await world.pass(10_500);
  expect(lines).toHaveLength(2);
});

test("a session that is over is not dialled again", async () => {
  const { world, lines, last, seen } = stream();
  last().welcome();
  last().breaks(4401);
  await world.pass(60_000);
  expect(seen.at(-1)).toBe("expired");
  expect(lines).toHaveLength(1);
});

test("when the network returns it dials at once; a first attempt still under way is left alone", async () => {
  const { subject, lines, last } = stream();
  subject.nudge();
  expect(lines).toHaveLength(1);
  last().breaks();
  subject.nudge();
  expect(lines).toHaveLength(2);
});

test("nothing is said on a line before it is welcomed, and a stopped stream stays silent", async () => {
  const { subject, world, lines, last } = stream();
  subject.say({ type: "typing" });
  last().welcome();
  expect(last().said.map((frame) => frame.type)).toEqual(["hello"]);
  subject.stop();
  await world.pass(60_000);
  expect(lines).toHaveLength(1);
});
