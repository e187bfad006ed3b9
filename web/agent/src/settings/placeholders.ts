// The blanks of a quick reply as they are offered to whoever writes one; what becomes of them stands in composer/finding.ts,
// which understands both languages' words.
import type { Language } from "../i18n";

export type Blank = "customer" | "agent" | "shop";
const WORDS: Record<Language, Record<Blank, string>> = {
  "zh-CN": { customer: "{客户}", agent: "{客服}", shop: "{店铺}" },
  en: { customer: "{customer}", agent: "{agent}", shop: "{shop}" },
};

export const offered = (language: Language): [Blank, string][] => Object.entries(WORDS[language]) as [Blank, string][];
