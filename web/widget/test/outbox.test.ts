import { expect, test } from "vitest";
import { CallError, type Outgoing, type Progress } from "../src/chat/api";
import { Outbox } from "../src/chat/outbox";
import type { Attachment } from "../src/chat/types";
import { browserStorage, message, settle, stillWorld } from "./world";

type Answer = "ok" | "lost" | CallError;
const away = (retryAfterMs: number | null = null) => new CallError("away", 429, retryAfterMs, "");
const refused = new CallError("refused", 422, null, "太长");

function desk(answers: Answer[] = []) {
  const world = stillWorld();
  const storage = browserStorage();
  const received: Outgoing[] = [];
  const stored = new Map<string, Outgoing>();
  let seq = 0;
  const way = {
    async send(outgoing: Outgoing) {
      received.push(outgoing);
      const answer = answers.shift() ?? "ok";
      if (answer instanceof CallError) throw answer;
      // The desk keeps each client_id once, also when its answer gets lost on the way back.
      stored.set(outgoing.client_id, outgoing);
      if (answer === "lost") throw new CallError("away", 0, null, "");
      return message(++seq, { client_id: outgoing.client_id });
    },
    async upload(file: File): Promise<Attachment> {
      return { id: `f-${file.name}`, name: file.name, type: file.type, size: file.size, url: "/f" };
    },
    open: async () => {},
    sent: () => {},
    changed: () => {},
  };
  const open = () => new Outbox(storage.open(), way, world);
  return { world, storage, received, stored, way, open };
}

const texts = (sent: Outgoing[]) => sent.map((one) => one.text);

test("messages leave one at a time and in order, though the first one stumbles", async () => {
  const { open, world, received } = desk([away(), "ok"]);
  const outbox = open();
  for (const id of ["a", "b", "c"]) outbox.add(id, { text: id });
  await settle();
  expect(texts(received)).toEqual(["a"]);
  await world.pass(500);
  expect(texts(received)).toEqual(["a", "a", "b", "c"]);
  expect(outbox.all()).toEqual([]);
});

test("what was typed offline is sent once and in order after a reload", async () => {
  const lost = desk(Array.from({ length: 9 }, () => away()));
  const before = lost.open();
  for (const id of ["a", "b", "c"]) before.add(id, { text: id });
  await settle();
  expect(Object.keys(lost.storage.stored)).toHaveLength(3);

  const later = desk();
  Object.assign(later.storage.stored, lost.storage.stored);
  later.open().wake();
  await settle();
  expect(texts(later.received)).toEqual(["a", "b", "c"]);
  expect(later.storage.stored).toEqual({});
});

test("a lost answer is asked for again under the same id, so the desk has the message once", async () => {
  const { open, world, received, stored } = desk(["lost", "ok"]);
  const outbox = open();
  outbox.add("a", { text: "在吗" });
  await world.pass(1000);
  expect(received.map((one) => one.client_id)).toEqual(["a", "a"]);
  expect(stored.size).toBe(1);
  expect(outbox.all()).toEqual([]);
});

test("the desk's Retry-After is obeyed when it asks for longer than we would wait", async () => {
  const { open, world, received } = desk([away(7000), "ok"]);
  open().add("a", { text: "a" });
  await world.pass(6999);
  expect(received).toHaveLength(1);
  await world.pass(1);
  expect(received).toHaveLength(2);
});

test("a refused message stays to be sent again or deleted, and does not hold up the others", async () => {
  const { open, received, storage } = desk([refused, "ok", refused, "ok"]);
  const outbox = open();
  outbox.add("bad", { text: "bad" });
  outbox.add("good", { text: "good" });
  await settle();
  expect(outbox.all().map((item) => [item.client_id, item.failed])).toEqual([["bad", "太长"]]);
  outbox.retry("bad");
  await settle();
  expect(texts(received)).toEqual(["bad", "good", "bad"]);
  outbox.remove("bad");
  expect(storage.stored).toEqual({});
});

test("a refusal is still a refusal after a reload: nothing is sent behind the visitor's back", async () => {
  const { open, received } = desk([refused]);
  open().add("bad", { text: "bad" });
  await settle();
  const again = open();
  again.wake();
  await settle();
  expect(received).toHaveLength(1);
  expect(again.all().map((item) => item.failed)).toEqual(["太长"]);
});

test("a message that came back by the stream or was sent by another window is not sent again", async () => {
  const { open, world, received } = desk([away(), "ok"]);
  const outbox = open();
  outbox.add("a", { text: "a" });
  await settle();
  outbox.settle(["a"]);
  await world.pass(20_000);
  expect(received).toHaveLength(1);
});

test("a file goes up first and its message refers to it, in its place between the words", async () => {
  const { open, received } = desk();
  const outbox = open();
  outbox.add("a", { text: "看这个" });
  outbox.add("b", { file: new File(["x"], "壶.png", { type: "image/png" }) });
  outbox.add("c", { text: "如何" });
  await settle();
  expect(received.map((one) => one.text ?? one.attachment_ids)).toEqual(["看这个", ["f-壶.png"], "如何"]);
});

test("a file taken back while it travels is not sent, and what waits behind it goes", async () => {
  const { storage, way, world, received } = desk();
  const stopped: boolean[] = [];
  const upload = (_: File, progress: Progress, stop: AbortSignal) =>
    new Promise<never>((_, reject) => {
      progress(0.4);
      stop.onabort = () => (stopped.push(true), reject(away()));
    });
  const outbox = new Outbox(storage.open(), { ...way, upload }, world);
  outbox.add("a", { file: new File(["x"], "壶.png", { type: "image/png" }) });
  outbox.add("b", { text: "算了" });
  await settle();
  expect(outbox.all()[0]?.progress).toBe(0.4);
  outbox.remove("a");
  await settle();
  expect(stopped).toEqual([true]);
  expect(texts(received)).toEqual(["算了"]);
});

test("two windows keep their unsent messages apart and neither loses the other's", () => {
  const { storage, way, world } = desk();
  const stuck = { ...way, send: () => new Promise<never>(() => {}) };
  const one = new Outbox(storage.open(), stuck, world);
  const two = new Outbox(storage.open(), stuck, world);
  one.add("a", { text: "a" });
  two.add("b", { text: "b" });
  expect(new Outbox(storage.open(), stuck, world).all().map((item) => item.client_id).sort()).toEqual(["a", "b"]);
});
