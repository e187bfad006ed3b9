// What a shop says about itself and keeps for its agents: hours, service rules, quick replies, tags. Shapes and calls.
import type { Client } from "./client";
import type { List } from "./types";

type Id = string;
type Nothing = null;
const id = encodeURIComponent;

/** One span of work; Monday is 1. Times are the shop's own. */
export interface WorkingSpan {
  day: number;
  from: string;
  to: string;
}
export interface ShopSettings {
  name: string;
  timezone: string;
  /** Null: always open. */
  hours: WorkingSpan[] | null;
}

export interface ForbiddenWord {
  word: string;
  action: "block" | "warn";
}
export type SummaryRule = "off" | "optional" | "required";
export interface ServiceSettings {
  closing_text: string | null;
  rating_invite: boolean;
  summary: SummaryRule;
  summary_categories: string[];
  idle_reminder_seconds: number | null;
  idle_reminder_text: string | null;
  forbidden_words: ForbiddenWord[];
}

export type TagColor = "grey" | "red" | "amber" | "green" | "blue" | "violet";
export interface Tag {
  id: Id;
  name: string;
  color: TagColor;
  conversations?: number;
}

export interface PhraseInput {
  scope: "personal" | "team";
  folder: string;
  abbreviation: string | null;
  title: string;
  text: string;
}
export interface Phrase extends PhraseInput {
  id: Id;
  /** Of the title and the beginning of the text, alternatives apart by spaces. */
  pinyin: string;
  initials: string;
  updated_at: string;
}

export interface ChatFormField {
  key: string;
  label: string;
  type: "text" | "email" | "phone" | "select";
  required: boolean;
  options?: string[];
}
export interface Faq {
  question: string;
  answer: string;
}
/** What a web inbox says and asks by itself. */
export interface WebWords {
  form?: { intro?: string | null; fields: ChatFormField[] } | null;
  faq?: Faq[];
  no_answer?: { seconds: number; text: string } | null;
  off_hours_text?: string | null;
  offline_email?: "off" | "optional" | "required";
}

export function shopEndpoints(c: Client) {
  return {
    shop: () => c.get<ShopSettings>("/settings/shop"),
    patchShop: (body: Partial<ShopSettings>) => c.send<ShopSettings>("PATCH", "/settings/shop", body),
    service: () => c.get<ServiceSettings>("/settings/service"),
    patchService: (body: Partial<ServiceSettings>) => c.send<ServiceSettings>("PATCH", "/settings/service", body),
    tags: async () => (await c.get<List<Tag>>("/tags")).items,
    countedTags: async () => (await c.get<List<Tag>>("/tags", { counts: true })).items,
    createTag: (body: { name: string; color: TagColor }) => c.send<Tag>("POST", "/tags", body),
    patchTag: (t: Id, body: { name?: string; color?: TagColor }) => c.send<Tag>("PATCH", `/tags/${id(t)}`, body),
    deleteTag: (t: Id) => c.send<Nothing>("DELETE", `/tags/${id(t)}`),
    phrases: async () => (await c.get<List<Phrase>>("/phrases")).items,
    createPhrase: (body: PhraseInput) => c.send<Phrase>("POST", "/phrases", body),
    patchPhrase: (p: Id, body: Partial<Omit<PhraseInput, "scope">>) => c.send<Phrase>("PATCH", `/phrases/${id(p)}`, body),
    deletePhrase: (p: Id) => c.send<Nothing>("DELETE", `/phrases/${id(p)}`),
    importPhrases: (items: PhraseInput[]) => c.send<unknown>("POST", "/phrases/import", { items }),
  };
}
