// What an entry of the audit log says beyond who, what and whom: the details of the change, line by line, in words.
// Pure; the words themselves come from the page.

export interface AuditVocabulary {
  /** How a field is called; null when it has no name for people. */
  field(key: string): string | null;
  /** A fixed value, such as a state or a rule. */
  value(text: string): string | null;
  /** Whoever or whatever an id stands for. */
  name(id: string): string | null;
  right(permission: string): string | null;
  span(seconds: number): string;
  yes: string;
  no: string;
  nothing: string;
  entries(n: number): string;
  comma: string;
  was(field: string, before: string, after: string): string;
  is(field: string, value: string): string;
  changed(field: string): string;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);
const isChange = (value: unknown): value is { from: unknown; to: unknown } => isObject(value) && "from" in value && "to" in value;
const LONGEST = 60;

export function auditLines(details: unknown, words: AuditVocabulary): string[] {
  if (!isObject(details)) return [];
  if (Array.isArray(details.changed)) return details.changed.map((key) => words.changed(fieldName(String(key), words)));
  if (isChange(details) && isObject(details.from) && isObject(details.to)) return differences(details.from, details.to, words);
  if (isChange(details)) return [words.was("", said("name", details.from, words), said("name", details.to, words)).trim()];
  return Object.entries(details).flatMap(([key, value]) => line(key, value, words));
}

function line(key: string, value: unknown, words: AuditVocabulary): string[] {
  const field = fieldName(key, words);
  if (isChange(value)) return [words.was(field, said(key, value.from, words), said(key, value.to, words))];
  // Only that it changed is kept of what is nobody's business.
  if (value === true && words.value(`${key}.true`) === null) return [words.changed(field)];
  if (value === false || value === null || (Array.isArray(value) && value.length === 0)) return [];
  return [words.is(field, said(key, value, words))];
}

function differences(from: Json, to: Json, words: AuditVocabulary): string[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  const differing = keys.filter((key) => JSON.stringify(from[key] ?? null) !== JSON.stringify(to[key] ?? null));
  return differing.map((key) => words.was(fieldName(key, words), said(key, from[key], words), said(key, to[key], words)));
}

const fieldName = (key: string, words: AuditVocabulary): string => words.field(key.replace(/\W+/g, "_")) ?? words.field(key.split(/\W/).at(-1) ?? key) ?? key;

function said(key: string, value: unknown, words: AuditVocabulary): string {
  if (value === null || value === undefined || value === "") return words.nothing;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number") return key.endsWith("_seconds") ? words.span(value) : String(value);
  if (typeof value === "string") return short(words.name(value) ?? words.right(value) ?? words.value(value) ?? value);
  if (Array.isArray(value)) {
    if (value.length === 0) return words.nothing;
    if (value.some((one) => typeof one !== "string")) return words.entries(value.length);
    return value.map((one) => said(key, one, words)).join(words.comma);
  }
  // Handing over: to whom, or by which rule.
  if (isObject(value) && typeof value.to === "string") return said(key, value.agent_id ?? value.group_id ?? value.to, words);
  return words.entries(Object.keys(value).length);
}

const short = (text: string): string => ([...text].length > LONGEST ? `${[...text].slice(0, LONGEST).join("")}…` : text);
