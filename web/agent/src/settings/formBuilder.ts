// The form before the chat, as it is put together: which fields there can be, their keys, and what is still missing.
import type { WebSettings } from "@yingke/shared";

export type ChatForm = NonNullable<WebSettings["form"]>;
export type FormField = ChatForm["fields"][number];
/** What can be asked: three that fill the customer's card, and two of the shop's own. */
export type Ask = "name" | "phone" | "email" | "text" | "select";

export const MOST_FIELDS = 8;
export const MOST_OPTIONS = 20;
const ASKS: readonly Ask[] = ["name", "phone", "email", "text", "select"];
const KINDS: Record<Ask, FormField["type"]> = { name: "text", phone: "phone", email: "email", text: "text", select: "select" };
const once = (ask: Ask) => ask === "name" || ask === "phone" || ask === "email";

export const askOf = (field: FormField): Ask => ASKS.find((ask) => ask === field.key) ?? (field.type === "select" ? "select" : field.type === "email" || field.type === "phone" ? field.type : "text");

/** The customer has one name, so it is asked once. */
export function askable(fields: readonly FormField[]): Ask[] {
  if (fields.length >= MOST_FIELDS) return [];
  return ASKS.filter((ask) => !once(ask) || !fields.some((field) => field.key === ask));
}

export function withField(fields: readonly FormField[], ask: Ask, label: string, options: string[] = []): FormField[] {
  if (!askable(fields).includes(ask)) return [...fields];
  const field: FormField = { key: once(ask) ? ask : freeKey(fields), label, type: KINDS[ask], required: false };
  return [...fields, ask === "select" ? { ...field, options } : field];
}

export type FieldProblem = "label" | "options" | "twice";

export function problemOf(field: FormField, fields: readonly FormField[]): FieldProblem | null {
  const label = field.label.trim();
  if (!label) return "label";
  if (field.type === "select" && !field.options?.some((option) => option.trim())) return "options";
  return fields.some((other) => other !== field && other.label.trim() === label) ? "twice" : null;
}

/** As it is stored: no blanks, no empty options; a form without fields is none. */
export function tidied(form: ChatForm | null | undefined): ChatForm | null {
  if (!form?.fields.length) return null;
  const fields = form.fields.map((field) => {
    const { options, ...rest } = field;
    const kept = { ...rest, label: field.label.trim() };
    return field.type === "select" ? { ...kept, options: (options ?? []).map((o) => o.trim()).filter(Boolean) } : kept;
  });
  const intro = form.intro?.trim();
  return intro ? { intro, fields } : { fields };
}

// Answers are kept under the key, so a key never passes on to another question while the form is being changed.
function freeKey(fields: readonly FormField[]): string {
  const numbers = fields.map((field) => Number(/^field_(\d+)$/.exec(field.key)?.[1] ?? 0));
  return `field_${Math.max(0, ...numbers) + 1}`;
}
