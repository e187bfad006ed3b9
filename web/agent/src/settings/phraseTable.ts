// Quick replies as a table: which columns there are, which lines can be taken in and what is wrong with the others.
import type { Phrase, PhraseInput } from "@yingke/shared";
import { parseCsv, unguarded, writeCsv } from "./csv";

/** The desk's own; a line beyond one of them would have its whole batch refused. */
export const LIMITS = { folder: 20, abbreviation: 20, title: 50, text: 2000 } as const;
type Column = keyof typeof LIMITS;
export const COLUMNS: readonly Column[] = ["folder", "abbreviation", "title", "text"];
const NAMES: Record<Column, readonly string[]> = {
  folder: ["folder", "文件夹", "分类", "分组"],
  abbreviation: ["abbreviation", "shortcut", "缩写", "快捷码", "编码"],
  title: ["title", "标题", "名称"],
  text: ["text", "内容", "回复内容", "话术"],
};

export type LineFault = "titleMissing" | "textMissing" | "tooLong" | "abbreviationSpaces" | "abbreviationTwice" | "abbreviationTaken";
export interface TableLine {
  /** As a spreadsheet counts them. */
  line: number;
  input: PhraseInput;
  fault: LineFault | null;
  column: Column | null;
}

export function readTable(text: string, scope: PhraseInput["scope"], taken: readonly string[]): TableLine[] {
  const rows = parseCsv(text);
  const places = placesOf(rows[0] ?? []);
  const body = places ? rows.slice(1) : rows;
  const at = places ?? { folder: 0, abbreviation: 1, title: 2, text: 3 };
  const known = new Set(taken.map((a) => a.toLowerCase()));
  const seen = new Set<string>();
  const lines: TableLine[] = [];
  body.forEach((row, i) => {
    if (row.every((cell) => cell.trim() === "")) return;
    const cell = (column: Column) => unguarded((row[at[column]] ?? "").trim());
    const input = { scope, folder: cell("folder"), abbreviation: cell("abbreviation") || null, title: cell("title"), text: cell("text") };
    const [fault, column] = faultOf(input, seen, known);
    if (!fault && input.abbreviation) seen.add(input.abbreviation.toLowerCase());
    lines.push({ line: i + 1 + (places ? 1 : 0), input, fault, column });
  });
  return lines;
}

export function writeTable(phrases: readonly Phrase[], heads: readonly string[]): string {
  return writeCsv([heads, ...phrases.map((p) => COLUMNS.map((column) => p[column] ?? ""))]);
}

function faultOf(input: PhraseInput, seen: ReadonlySet<string>, known: ReadonlySet<string>): [LineFault | null, Column | null] {
  if (!input.title) return ["titleMissing", "title"];
  if (!input.text) return ["textMissing", "text"];
  const long = COLUMNS.find((column) => [...(input[column] ?? "")].length > LIMITS[column]);
  if (long) return ["tooLong", long];
  const abbreviation = input.abbreviation?.toLowerCase();
  if (!abbreviation) return [null, null];
  if (/\s/.test(abbreviation)) return ["abbreviationSpaces", "abbreviation"];
  if (seen.has(abbreviation)) return ["abbreviationTwice", "abbreviation"];
  return known.has(abbreviation) ? ["abbreviationTaken", "abbreviation"] : [null, null];
}

/** A first line that names at least title and text is no quick reply. */
function placesOf(row: readonly string[]): Record<Column, number> | null {
  const heads = row.map((cell) => cell.trim().toLowerCase());
  const place = (column: Column) => heads.findIndex((head) => NAMES[column].includes(head));
  const places = { folder: place("folder"), abbreviation: place("abbreviation"), title: place("title"), text: place("text") };
  return places.title >= 0 && places.text >= 0 ? places : null;
}
