// What a quick reply fills in when it is used; both languages' words are understood, the reader's own are offered.
import type { Language } from "../i18n";

export type Blank = "customer" | "agent" | "shop";
const WORDS: Record<Language, Record<Blank, string>> = {
  "zh-CN": { customer: "{客户}", agent: "{客服}", shop: "{店铺}" },
  en: { customer: "{customer}", agent: "{agent}", shop: "{shop}" },
};

export const offered = (language: Language): [Blank, string][] => Object.entries(WORDS[language]) as [Blank, string][];

export function filled(text: string, values: Record<Blank, string>): string {
  return Object.values(WORDS).reduce((done, words) => (Object.keys(words) as Blank[]).reduce((part, blank) => part.replaceAll(words[blank], () => values[blank]), done), text);
}
