// Words that agents may not send: several can be pasted at once, and each stands in the list once.
import type { ForbiddenWord } from "@yingke/shared";

const LONGEST = 50;

export function withWords(words: readonly ForbiddenWord[], typed: string, action: ForbiddenWord["action"]): ForbiddenWord[] {
  const known = new Set(words.map((w) => w.word.toLowerCase()));
  const added: ForbiddenWord[] = [];
  for (const word of typed.split(/[\n,，、;；]+/).map((part) => part.trim().slice(0, LONGEST))) {
    if (!word || known.has(word.toLowerCase())) continue;
    known.add(word.toLowerCase());
    added.push({ word, action });
  }
  return [...words, ...added];
}
