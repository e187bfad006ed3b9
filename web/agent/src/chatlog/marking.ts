// Where the words sought occur in a text, without regard to case.
export interface Part {
  text: string;
  hit: boolean;
}

export function marked(text: string, q: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const [from, to] of spans(text, q)) {
    if (from > end) parts.push({ text: text.slice(end, from), hit: false });
    parts.push({ text: text.slice(from, to), hit: true });
    end = to;
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end), hit: false });
  return parts;
}

export function spans(text: string, q: string): [number, number][] {
  const words = q.trim().split(/\s+/).filter(Boolean).sort((a, b) => b.length - a.length);
  if (words.length === 0) return [];
  const pattern = new RegExp(words.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "gi");
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);
}

/** A long text from a little before its first hit, so that the hit is in sight. */
export function excerpt(text: string, q: string, before = 24): string {
  const [first] = spans(text, q);
  return first && first[0] > before * 2 ? `…${text.slice(first[0] - before)}` : text;
}
