// Calling colleagues in a note with @: what is being asked for while one types, and who is meant in the end. Pure.

export interface Person {
  id: string;
  names: readonly string[];
}

/** The call that the cursor stands in: where it begins and what of the name is there. */
export function calling(text: string, cursor: number): { at: number; name: string } | null {
  const found = /(?:^|[^\p{L}\p{N}@])@([^\s@]{0,20})$/u.exec(text.slice(0, cursor));
  // Chinese is written without spaces, so a call may follow a word directly; an e-mail address does not look like one.
  const loose = found ?? /[\p{Script=Han}，。！？、；：]@([^\s@]{0,20})$/u.exec(text.slice(0, cursor));
  if (!loose) return null;
  const name = loose[1] ?? "";
  return { at: cursor - name.length - 1, name };
}

/** Those whose name begins so, then those in whose name it stands. */
export function matching<P extends Person>(name: string, people: readonly P[]): P[] {
  const sought = name.toLowerCase();
  const place = (p: P) => Math.min(...p.names.map((one) => one.toLowerCase().indexOf(sought)).map((at) => (at < 0 ? Infinity : at)));
  return people.filter((p) => place(p) < Infinity).sort((a, b) => place(a) - place(b));
}

/** Whom the text calls, of those who were chosen while it was written or whose name was written out. */
export function called(text: string, people: readonly Person[]): string[] {
  return [...new Set(marked(text, people).flatMap((part) => (part.id ? [part.id] : [])))];
}

export interface Marked {
  text: string;
  id: string;
}

/** The text in parts; those that call somebody carry his id. The longest name counts: @小李子 is not 小李. Of two with the same
 * name the first is called. */
export function marked(text: string, people: readonly Person[]): Marked[] {
  const names = people.flatMap((p) => p.names.filter(Boolean).map((name) => ({ id: p.id, sign: `@${name}` })));
  names.sort((a, b) => b.sign.length - a.sign.length);
  const parts: Marked[] = [];
  let plain = "";
  for (let i = 0; i < text.length; ) {
    const found = text[i] === "@" ? names.find(({ sign }) => text.startsWith(sign, i) && !goesOn(sign, text[i + sign.length])) : undefined;
    if (!found) {
      plain += text[i++];
      continue;
    }
    if (plain) parts.push({ text: plain, id: "" });
    plain = "";
    parts.push({ text: found.sign, id: found.id });
    i += found.sign.length;
  }
  if (plain) parts.push({ text: plain, id: "" });
  return parts;
}

// "@ann" is not called by "@anna"; Chinese runs on without a space, so there nothing can be told from what follows.
function goesOn(sign: string, next: string | undefined): boolean {
  return next !== undefined && /[\w]$/.test(sign) && /\w/.test(next);
}
