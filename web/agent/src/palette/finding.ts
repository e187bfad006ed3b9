// What the palette offers for the words typed: commands whose title has them all, then conversations by the name of
// their customer. Pure.
import type { Conversation } from "@yingke/shared";

export interface Offer {
  id: string;
  title: string;
  group: string;
  keys?: string;
  run: () => void;
}

const AT_MOST = 8;

export function offers(all: readonly Offer[], words: string, recent: readonly string[]): Offer[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((one) => wanted.every((word) => one.title.toLowerCase().includes(word)));
  if (wanted.length === 0) return found.sort((a, b) => rank(recent, a.id) - rank(recent, b.id) || near(a.id) - near(b.id));
  const starts = (one: Offer) => (one.title.toLowerCase().startsWith(wanted[0] ?? "") ? 0 : 1);
  return found.sort((a, b) => starts(a) - starts(b));
}

// What was just used stands first; the rest keeps its order.
function rank(recent: readonly string[], id: string): number {
  const at = recent.indexOf(id);
  return at < 0 ? recent.length : at;
}

/** The nearer to the work at hand, the higher: what is about the open conversation, then places, then oneself. */
const FAR = ["list", "go", "view", "me", "look", "palette"];
const near = (id: string) => FAR.indexOf(id.split(".")[0] ?? "");

export function named(conversations: readonly Conversation[], words: string): Conversation[] {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [];
  return conversations.filter((c) => c.contact.name.toLowerCase().includes(wanted)).slice(0, AT_MOST);
}
