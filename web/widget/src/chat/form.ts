// Whether what a visitor wrote into a form will do. The desk has the last word; this saves the way there and back.
import { CallError } from "./api";
import type { Answers, Field } from "./types";
import type { Words } from "./text";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?[\d\s().-]{5,24}$/;

/** What is wrong, by field; nothing when all is well. */
export function faults(fields: readonly Field[], answers: Answers, words: Words): Answers {
  const found = fields.map(({ key, type, required }) => {
    const value = (answers[key] ?? "").trim();
    if (!value) return [key, required ? words.required : ""];
    if (type === "email" && !EMAIL.test(value)) return [key, words.badEmail];
    return [key, type === "phone" && !PHONE.test(value) ? words.badPhone : ""];
  });
  return Object.fromEntries(found.filter(([, fault]) => fault));
}

/** What is sent: every field without blanks around it; an empty answer says that the question was seen. */
export function given(fields: readonly Field[], answers: Answers): Answers {
  return Object.fromEntries(fields.map(({ key }) => [key, (answers[key] ?? "").trim()]));
}

/** The desk's refusal, at the field it is about; under "" when it is about none of them. */
export function refusal(error: unknown, fields: readonly Field[], words: Words): Answers {
  if (!(error instanceof CallError) || error.kind !== "refused") return { "": words.away };
  const key = (error.field ?? "").replace(/^answers\./, "");
  return { [fields.some((field) => field.key === key) ? key : ""]: error.message };
}
