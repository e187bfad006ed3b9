import { ApiError, type Message, type NewMessage } from "@yingke/shared";
import { expect, test } from "vitest";
import { message } from "../cache/sample";
import { Outbox, type Letter } from "./sending";

const hello: Letter = { kind: "text", text: "您好", attachments: [] };
const say = (text: string): Letter => ({ ...hello, text });
const no = (status: number, details: Record<string, unknown> = {}, words = "不行") => new ApiError(status, { code: "conflict", message: words, details });
/** Lets everything that is already answered happen. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A desk that answers what it is told to, in order, and `yes` afterwards. */
function desk(...answers: (ApiError | "yes")[]) {
  const got: NewMessage[] = [];
  const placed: string[] = [];
  const timers: (() => void)[] = [];
  let [ids, seen, kept] = [0, 7, ""];
  const outbox = new Outbox({
    post: async (_conversation, body): Promise<Message> => {
      got.push(body);
      const answer = answers.shift() ?? "yes";
      if (answer !== "yes") throw answer;
      return message(100 + got.length, { text: body.text ?? "", client_id: body.client_id });
    },
    placed: (one) => placed.push(one.text),
    seen: () => seen,
    later: (act) => timers.push(act),
    keep: (text) => (kept = text),
    newId: () => `id${++ids}`,
  });
  return { outbox, got, placed, timers, kept: () => kept, sees: (seq: number) => (seen = seq), texts: () => got.map((one) => one.text) };
}

test("messages leave in the order they were typed and are gone when acknowledged", async () => {
  const { outbox, placed } = desk();
  outbox.send("c", say("一"));
  outbox.send("c", say("二"));
  expect(outbox.of("c")).toHaveLength(2);
  await settled();
  expect(placed).toEqual(["一", "二"]);
  expect(outbox.all).toHaveLength(0);
});

test("without a connection the first waits and holds back the second, and keeps its client_id", async () => {
  const { outbox, got, timers, texts } = desk(no(0), "yes");
  outbox.send("c", say("一"));
  outbox.send("c", say("二"));
  await settled();
  expect(texts()).toEqual(["一"]);
  timers.forEach((act) => act());
  await settled();
  expect(texts()).toEqual(["一", "一", "二"]);
  expect(got[0]?.client_id).toBe(got[1]?.client_id);
});

test("a refused one is marked and does not hold back the next", async () => {
  const { outbox, texts } = desk(no(422, {}, "太长了"));
  outbox.send("c", say("长"));
  outbox.send("c", say("短"));
  await settled();
  expect(texts()).toEqual(["长", "短"]);
  expect(outbox.all.map((p) => [p.text, p.state, p.problem])).toEqual([["长", "failed", "太长了"]]);
});

test("what was overtaken tells what came in between and goes once that was seen", async () => {
  const { outbox, got, sees } = desk(no(409, { reason: "overtaken", seq: 9, messages: [message(8, { text: "我来回" }), message(9, { kind: "event" })] }));
  outbox.send("c", hello);
  await settled();
  const [held] = outbox.all;
  expect([held?.state, held?.between.map((one) => one.text)]).toEqual(["held", ["我来回"]]);
  sees(9);
  if (held) outbox.retry(held);
  await settled();
  expect(got.map((one) => one.seen_seq)).toEqual([7, 9]);
  expect(outbox.all).toHaveLength(0);
});

test("a word that warns is asked about once; a word that is barred names itself", async () => {
  const { outbox, got } = desk(no(409, { reason: "warn_words", words: ["微信"] }), "yes", no(422, { reason: "forbidden_words", words: ["赌"] }));
  outbox.send("c", say("加微信"));
  await settled();
  const [warned] = outbox.all;
  expect([warned?.state, warned?.words]).toEqual(["warned", ["微信"]]);
  if (warned) outbox.retry(warned);
  await settled();
  expect(got.map((one) => one.confirm_words)).toEqual([undefined, true]);
  outbox.send("c", say("赌"));
  await settled();
  expect([outbox.all[0]?.state, outbox.all[0]?.words]).toEqual(["barred", ["赌"]]);
});

test("a quote and calls travel by their ids", async () => {
  const { outbox, got } = desk();
  const quote = { id: "m5", seq: 5, kind: "text" as const, sender: message(5).sender, text: "多少钱", state: "sent" as const };
  outbox.send("c", { ...hello, kind: "note", reply_to: quote, mentions: ["lin"] });
  await settled();
  expect(got[0]).toMatchObject({ reply_to: "m5", mentions: ["lin"] });
});

test("an answer to what was taken back in the meantime leaves without it", async () => {
  const { outbox, got } = desk(no(0));
  const quote = { id: "m5", seq: 5, kind: "text" as const, sender: message(5).sender, text: "多少钱", state: "sent" as const };
  outbox.send("c", { ...hello, reply_to: quote });
  await settled();
  outbox.unquote("m5");
  outbox.wake(null);
  await settled();
  expect(got.map((one) => one.reply_to)).toEqual(["m5", undefined]);
});

test("what the page could not get rid of leaves after a reload, once", async () => {
  const before = desk(no(0));
  before.outbox.send("c", hello);
  await settled();
  const after = desk();
  after.outbox.wake(before.kept());
  after.outbox.wake(before.kept());
  await settled();
  expect(after.got.map((one) => one.client_id)).toEqual(["id1"]);
});
