// Finding quick replies by what one remembers of them, and filling in whom they are said to. Pure.
import type { Phrase } from "@yingke/shared";

// From the surest sign to the weakest; the first that holds is the phrase's place.
const SIGNS: ((p: Phrase, q: string) => boolean)[] = [
  (p, q) => p.abbreviation?.toLowerCase() === q,
  (p, q) => p.abbreviation?.toLowerCase().startsWith(q) ?? false,
  (p, q) => p.title.toLowerCase().startsWith(q),
  (p, q) => p.title.toLowerCase().includes(q),
  (p, q) => p.initials.split(" ").some((one) => one.startsWith(q)),
  (p, q) => p.pinyin.split(" ").some((one) => one.startsWith(q)),
  (p, q) => p.initials.includes(q) || p.pinyin.includes(q),
  (p, q) => p.folder.toLowerCase().includes(q),
  (p, q) => p.text.toLowerCase().includes(q),
];

/** The best first; one's own before the team's where both fit as well. Of several words each has to fit. */
export function found(phrases: readonly Phrase[], query: string): Phrase[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const place = (p: Phrase) => {
    const places = words.map((word) => SIGNS.findIndex((sign) => sign(p, word)));
    return places.includes(-1) ? -1 : Math.max(0, ...places);
  };
  return phrases
    .map((phrase) => ({ phrase, place: place(phrase) }))
    .filter((one) => one.place >= 0)
    .sort((a, b) => a.place - b.place || own(a.phrase) - own(b.phrase))
    .map((one) => one.phrase);
}

const own = (p: Phrase) => (p.scope === "personal" ? 0 : 1);

export interface Names {
  customer: string;
  agent: string;
  shop: string;
}

const PLACES: Record<string, keyof Names> = { 客户: "customer", 客服: "agent", 店铺: "shop", customer: "customer", agent: "agent", shop: "shop" };

/** Braces with other words in them are the writer's own. */
export function filled(text: string, names: Names): string {
  return text.replace(/\{([^{}\s]{1,10})\}/g, (whole, word: string) => {
    const name = PLACES[word.toLowerCase()];
    return name ? names[name] : whole;
  });
}
