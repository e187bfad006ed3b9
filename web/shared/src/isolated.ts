// Other people's words in a sentence of ours: they stand in it with a direction of their own, so that a name written from
// right to left, or one with a mark that turns the line, moves nothing beside it (Unicode Bidirectional Algorithm, UAX #9).

const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const ISOLATES = /[\u2066-\u2069]/g;

/** Without such letters and marks it is handed back as it is. */
export function isolated(words: string): string {
  // Its own isolates would end ours before its end.
  return TURNS.test(words) ? `\u2068${words.replace(ISOLATES, "")}\u2069` : words;
}
