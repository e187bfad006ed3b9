// Other people's words in a sentence of ours: they stand in it with a direction of their own, so that a name written from
// right to left, or one with a mark that turns the line, moves nothing beside it (Unicode Bidirectional Algorithm, UAX #9).

const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const BEGINS = /[\u2066-\u2068]/;
const ENDS = "\u2069";

/** Without such letters and marks it is handed back as it is. */
export function isolated(words: string): string {
  return TURNS.test(words) ? `\u2068${paired(words)}${ENDS}` : words;
}

/** Several of them in a row. */
export const listed = (all: readonly string[], between: string): string => all.map(isolated).join(between);

/** An end without a beginning would end ours before its end, a beginning without one would take our end for its own. What
    belongs together stays: a sentence that is put into another one holds its names apart that way. */
function paired(words: string): string {
  const signs = [...words];
  const begun: number[] = [];
  const loose = new Set<number>();
  signs.forEach((sign, i) => {
    if (BEGINS.test(sign)) begun.push(i);
    else if (sign === ENDS && begun.pop() === undefined) loose.add(i);
  });
  begun.forEach((i) => loose.add(i));
  return signs.filter((_, i) => !loose.has(i)).join("");
}
