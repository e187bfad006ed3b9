import { expect, test } from "vitest";
import type { Pending } from "../src/chat/outbox";
import { lines, merge } from "../src/chat/thread";
import { fromAgent, message } from "./world";

const pending = (client_id: string): Pending => ({
  client_id, text: client_id, attachment: null, file: null, at: 1, failed: null, progress: null,
});
const types = (drawn: ReturnType<typeof lines>) => drawn.map((line) => line.type);

test("a message that was loaded and heard is shown once, in its place", () => {
  const known = merge([message(1), message(3)], [message(2), message(3)]);
  expect(known.map((one) => one.seq)).toEqual([1, 2, 3]);
});

test("an older copy that arrives late does not bring back what was recalled", () => {
  const recalled = merge([message(1)], [message(1, { state: "recalled", text: "" })]);
  expect(merge(recalled, [message(1)])[0]).toMatchObject({ state: "recalled", text: "" });
});

test("numbers start over in a new conversation, the order on the screen does not", () => {
  const later = message(1, { id: "n1", conversation_id: "c2", created_at: new Date(1_700_000_900_000).toISOString() });
  expect(merge([later], [message(7), message(8)]).map((one) => one.id)).toEqual(["m7", "m8", "n1"]);
});

test("what is still under way stands last, and not a second time once it has arrived", () => {
  const said = [message(1, { client_id: "a" })];
  const drawn = lines(said, [pending("a"), pending("b")], 0);
  expect(types(drawn)).toEqual(["day", "said", "pending"]);
  expect(drawn.at(-1)?.key).toBe("b");
});

test("one receipt, under the newest own message, and it says when it was read", () => {
  const receipts = (readSeq: number) =>
    lines([message(1), message(2), message(3, fromAgent)], [], readSeq).map((line) => (line.type === "said" ? line.receipt : ""));
  expect(receipts(1)).toEqual(["", null, "sent", null]);
  expect(receipts(2)).toEqual(["", null, "read", null]);
});

test("each day is marked once", () => {
  const tomorrow = message(2, { created_at: new Date(1_700_000_000_000 + 86_400_000).toISOString() });
  expect(types(lines([message(1), tomorrow], [], 0))).toEqual(["day", "said", "day", "said"]);
});

test("a question asked before the first message stands behind the shop's greeting, a later one where it was asked", () => {
  const greeting = message(1, { automatic: true, sender: { type: "system", id: null, name: null } });
  const asides = [{ question: "a", answer: "", after: null }, { question: "b", answer: "", after: "m2" }];
  const order = (drawn: ReturnType<typeof lines>) => drawn.filter((line) => line.type !== "day").map((line) => line.key);
  expect(order(lines([], [], 0, asides.slice(0, 1)))).toEqual(["a"]);
  expect(order(lines([greeting, message(2), message(3)], [], 0, asides))).toEqual(["m1", "a", "m2", "b", "m3"]);
  expect(order(lines([message(1), message(2)], [], 0, asides))).toEqual(["a", "m1", "m2", "b"]);
});
