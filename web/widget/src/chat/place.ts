// Where the chat runs, read from its address: in a shop's frame, or as a page of its own behind a link.

export type Entry = { inbox_id: string } | { link: string };

export interface Place {
  entry: Entry;
  /** The origin of the shop's page around us; null when the chat fills the window. */
  host: string | null;
  /** In the settings page, which shows what the chat will look like: no visit takes place. */
  preview: boolean;
}

export function placeOf(path: string, hash: string, framed: boolean): Place | null {
  const [kind, first, second] = path.split("/").filter(Boolean).map(decode);
  if (kind === "chat" && first) return { entry: { inbox_id: first }, host: framed ? hostOf(hash) : null, preview: framed && hash === "#preview" };
  if (kind === "c" && first === "i" && second) return { entry: { inbox_id: second }, host: null, preview: false };
  if (kind === "c" && first && !second) return { entry: { link: first }, host: null, preview: false };
  return null;
}

// The loader writes its own origin behind the #. A lie there only means that no message arrives: the browser compares it
// with the true origin, and frame-ancestors has already decided who may frame us at all.
function hostOf(hash: string): string | null {
  try {
    const { origin } = new URL(decode(hash.slice(1)));
    return origin === "null" ? null : origin;
  } catch {
    return null;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
