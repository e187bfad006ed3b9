// The questions before the chat: what is noticed on the spot, what is sent, and where the desk's refusal is shown.
import { expect, test } from "vitest";
import { CallError, failure } from "../src/chat/api";
import { faults, given, refusal } from "../src/chat/form";
import type { Field } from "../src/chat/types";
import { written } from "../src/chat/Form";
import { emailFirst, formFirst, NOTHING, untouched, type View, wantsEmail, wantsRating } from "../src/chat/view";
import { words } from "../src/chat/words/zh";
import { CHAT, message } from "./world";

const NAME: Field = { key: "name", label: "称呼", type: "text", required: true };
const EMAIL: Field = { key: "email", label: "邮箱", type: "email", required: false };
const PHONE: Field = { key: "phone", label: "手机", type: "phone", required: true };
const TOPIC: Field = { key: "topic", label: "咨询", type: "select", required: true, options: ["售前", "售后"] };
const ALL = [NAME, EMAIL, PHONE, TOPIC];

test("every field says for itself what is missing, and what may stay empty says nothing", () => {
  expect(faults(ALL, { name: "  " }, words)).toEqual({ name: words.required, phone: words.required, topic: words.required });
  expect(faults(ALL, { name: "小安", phone: "138 0013 8000", topic: "售前" }, words)).toEqual({});
});

test.each(["ann", "ann@", "ann@shop", "a b@shop.example"])("%s is no e-mail address", (email) => {
  expect(faults([EMAIL], { email }, words)).toEqual({ email: words.badEmail });
});

test("a telephone number is digits, as people write them", () => {
  const accepted = (phone: string) => faults([PHONE], { phone }, words).phone === undefined;
  expect(["13800138000", "+86 138-0013-8000", "(010) 6500 1234"].map(accepted)).toEqual([true, true, true]);
  expect(["微信", "12", "138x"].map(accepted)).toEqual([false, false, false]);
});

test("all fields are sent without blanks around them, the empty ones too", () => {
  expect(given(ALL, { name: " 小安 ", topic: "售后" })).toEqual({ name: "小安", email: "", phone: "", topic: "售后" });
});

test("what the desk refuses is said beside the field it means, everything else above the button", () => {
  const body = JSON.stringify({ error: { code: "invalid", message: "收不到", field: "answers.email" } });
  expect(refusal(failure(422, null, body), ALL, words)).toEqual({ email: "收不到" });
  expect(refusal(new CallError("refused", 422, null, "不行", "answers"), ALL, words)).toEqual({ "": "不行" });
  expect(refusal(new CallError("away", 0, null, ""), ALL, words)).toEqual({ "": words.away });
});

const view = (change: Partial<View>): View => ({
  ...NOTHING, phase: "ready", loaded: true, inbox: { id: "box", form: { fields: ALL }, offline_email: "optional" }, ...change,
});

test("the form stands before the first message, and never after it", () => {
  expect(formFirst(view({}))).toBe(true);
  expect(formFirst(view({ formDone: true }))).toBe(false);
  expect(formFirst(view({ messages: [message(1)] }))).toBe(false);
  expect(formFirst(view({ loaded: false }))).toBe(false);
  expect(formFirst(view({ inbox: { id: "box", form: null } }))).toBe(false);
});

test("the address is asked for when a message waits and nobody is there, until it is known", () => {
  const waiting = { conversation: { ...CHAT, status: "waiting" as const }, messages: [message(1)] };
  expect(wantsEmail(view(waiting))).toBe(true);
  expect(wantsEmail(view({ ...waiting, email: "ann@shop.example" }))).toBe(false);
  expect(wantsEmail(view({ ...waiting, inbox: { id: "box", offline_email: "off" } }))).toBe(false);
  expect(wantsEmail(view({ conversation: CHAT, messages: [message(1)], available: false }))).toBe(false);
  expect(wantsEmail(view({ available: false }))).toBe(false);
  expect(emailFirst(view(waiting))).toBe(false);
  expect(emailFirst(view({ ...waiting, inbox: { id: "box", offline_email: "required" } }))).toBe(true);
});

test("a damaged draft costs the draft and not the chat", () => {
  expect(["", "{", "null", '{"name":"小安"}'].map(written)).toEqual([{}, {}, {}, { name: "小安" }]);
});

test("a rating is asked and thanked for at the end, and not under a talk that goes on", () => {
  const rated = (status: "ended" | "open", invited: boolean) =>
    wantsRating(view({ conversation: { ...CHAT, status, rating: { invited, score: 4 } }, messages: [message(1)] }));
  expect(rated("ended", false)).toBe(true);
  expect(rated("open", true)).toBe(true);
  expect(rated("open", false)).toBe(false);
});

test("the front stands until something is said or asked", () => {
  expect(untouched(view({}))).toBe(true);
  expect(untouched(view({ loaded: false }))).toBe(false);
  expect(untouched(view({ messages: [message(1)] }))).toBe(false);
  expect(untouched(view({ asides: [{ question: "a", answer: "", after: null }] }))).toBe(false);
});
