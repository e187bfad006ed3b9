// Finds quick replies as people remember them: by abbreviation, by a word, by pinyin or its first letters.
import type { Phrase } from "@yingke/shared";

export function phrasesFound(phrases: readonly Phrase[], typed: string): Phrase[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...phrases];
  const ranked = phrases.map((phrase) => ({ phrase, rank: rank(phrase, words) })).filter(({ rank: r }) => r !== Infinity);
  return ranked.sort((a, b) => a.rank - b.rank).map(({ phrase }) => phrase);
}

function rank(phrase: Phrase, words: readonly string[]): number {
  return Math.max(...words.map((word) => best(phrase, word)));
}

function best(phrase: Phrase, word: string): number {
  const abbreviation = phrase.abbreviation?.toLowerCase() ?? "";
  if (abbreviation === word) return 0;
  if (abbreviation.startsWith(word)) return 1;
  if (phrase.title.toLowerCase().includes(word)) return 2;
  if (phrase.initials.split(" ").some((one) => one.startsWith(word)) || phrase.pinyin.split(" ").some((one) => one.startsWith(word))) return 3;
  const rest = [phrase.text.toLowerCase(), phrase.folder.toLowerCase(), phrase.pinyin, phrase.initials];
  return rest.some((where) => where.includes(word)) ? 4 : Infinity;
}
