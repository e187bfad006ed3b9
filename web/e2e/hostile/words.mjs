// What is written into every place: a payload that fits it, and behind each a mark that turns the line, so that a place which
// does not hold its words shows.
import { hostileTexts } from "../corpora.mjs";

export const TEXTS = hostileTexts();
export const LONGEST_MESSAGE = 4_000;
/** Turns the line from here on, wherever nothing holds it. */
export const TURNED = "\u202egnp.";

/** A payload that fits, another one for each place. @param {number} most */
export const short = (() => {
  let next = 0;
  return (/** @type {number} */ most) => {
    for (let tries = 0; tries < TEXTS.length; tries += 1) {
      const text = TEXTS[(next += 7) % TEXTS.length] ?? "";
      // Names have one line and something to be seen.
      if ([...text].length <= most - TURNED.length && text.length > 2 && /[\p{L}\p{P}]/u.test(text) && !/[\p{Cc}\u2028\u2029*]/u.test(text)) return `${text.trim()}${TURNED}`;
    }
    return TURNED;
  };
})();

/** As long as the place allows, and without a place to break it. @param {number} most */
export const long = (most) => `${"W".repeat(most - TURNED.length)}${TURNED}`;
