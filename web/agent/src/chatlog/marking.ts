// Splits a text where the words sought occur, without regard to case.
export interface Part {
  text: string;
  hit: boolean;
}

export function marked(text: string, q: string): Part[] {
  const words = q.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [{ text, hit: false }];
  const pattern = new RegExp(`(${words.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
  return text.split(pattern).map((part, i) => ({ text: part, hit: i % 2 === 1 })).filter((part) => part.text !== "");
}
