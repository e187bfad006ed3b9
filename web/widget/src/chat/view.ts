// What the screen knows, and what follows from it: whether the form comes first, whether nobody is there, whether an
// e-mail address or a rating is asked for. Plain values; nothing is drawn or sent here.
import type { Pending } from "./outbox";
import type { Conversation, Faq, Inbox, Message, Product } from "./types";

/** A question of the shop's list that the visitor has tapped; shown where the talk stood then. */
export interface Aside extends Faq {
  after: string | null;
}

export interface View {
  phase: "loading" | "ready" | "missing" | "barred" | "away";
  inbox: Inbox | null;
  available: boolean | null;
  inHours: boolean;
  conversation: Conversation | null;
  messages: Message[];
  asides: Aside[];
  pending: readonly Pending[];
  /** null until a connection was wanted; then whether it stands. */
  live: boolean | null;
  loaded: boolean;
  typing: boolean;
  /** How far the agent has read. */
  readSeq: number;
  formDone: boolean;
  /** Where the visitor can be reached after leaving, when we know. */
  email: string | null;
  /** What the next message answers. */
  quoted: Message | null;
  product: Product | null;
  mute: boolean;
}

export const NOTHING: View = {
  phase: "loading", inbox: null, available: null, inHours: true, conversation: null, messages: [], asides: [], pending: [],
  live: null, loaded: false, typing: false, readSeq: 0, formDone: false, email: null, quoted: null, product: null, mute: false,
};

/** The shop asks before the first message, and nothing has been said yet. */
export function formFirst({ inbox, loaded, formDone, messages, pending }: View): boolean {
  return loaded && !formDone && !!inbox?.form?.fields.length && !messages.length && !pending.length;
}

/** Nothing has been said or asked: the chat shows its front. */
export function untouched({ loaded, messages, pending, asides }: View): boolean {
  return loaded && !messages.length && !pending.length && !asides.length;
}

/** Nobody is there to answer now. */
export function nobodyThere({ available, conversation }: View): boolean {
  return conversation && conversation.status !== "ended" ? conversation.status === "waiting" : available === false;
}

/** Asked for once something waits for an answer that nobody is there to give. */
export function wantsEmail(view: View): boolean {
  const { inbox, email, conversation, pending } = view;
  const waits = conversation?.status === "waiting" || pending.length > 0;
  return waits && !email && inbox?.offline_email !== "off" && nobodyThere(view);
}

/** Without the address nothing is sent. */
export function emailFirst(view: View): boolean {
  return wantsEmail(view) && view.inbox?.offline_email === "required";
}

/** Asked for after the end, or when the agent invites, and thanked for as long; there is something to rate only when a person has answered. */
export function wantsRating({ conversation, messages }: View): boolean {
  const rating = conversation?.rating;
  if (!conversation || !rating) return false;
  if (rating.invited) return true;
  const answered = (one: Message) => one.conversation_id === conversation.id && one.sender.type === "agent" && !one.automatic;
  return conversation.status === "ended" && (!!rating.score || messages.some(answered));
}

/** The questions to offer: while nobody is serving, those not yet asked. */
export function questions({ inbox, asides, conversation }: View): Faq[] {
  if (conversation?.status === "open") return [];
  return (inbox?.faq ?? []).filter(({ question }) => !asides.some((one) => one.question === question));
}
