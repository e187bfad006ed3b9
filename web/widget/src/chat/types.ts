// What the desk sends a visitor and takes from one. Only shapes: every rule about them lives elsewhere.

export interface Field {
  key: string;
  label: string;
  type: "text" | "email" | "phone" | "select";
  required: boolean;
  options?: string[] | null;
}

/** What the shop asks before the first message. */
export interface Form {
  intro?: string | null;
  fields: Field[];
}

export interface Faq {
  question: string;
  answer: string;
}

export interface Inbox {
  id: string;
  title?: string | null;
  welcome_text?: string | null;
  offline_text?: string | null;
  color?: string | null;
  locale?: string | null;
  position?: string | null;
  form?: Form | null;
  faq?: Faq[] | null;
  /** Whether somebody is there to answer, and whether the shop is open: told before the first word. */
  available?: boolean;
  in_hours?: boolean;
  offline_email?: "off" | "optional" | "required" | null;
}

export interface Conversation {
  id: string;
  status: "open" | "queued" | "waiting" | "ended";
  position: number | null;
  agent: { nickname: string } | null;
  unread: number;
  /** How far the agents have read; counts within the conversation. */
  agent_read_seq?: number;
  rating?: { invited: boolean; score: number | null } | null;
}

export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  url: string;
}

export interface Sender {
  type: "contact" | "agent" | "system";
  id: string | null;
  name: string | null;
}

/** The message that another one answers, as far as it is shown above it. */
export interface Quote {
  id: string;
  sender: Sender;
  text: string;
  state: "sent" | "recalled";
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  kind: "text" | "file" | "event";
  sender: Sender;
  text: string;
  attachments: Attachment[];
  state: "sent" | "recalled";
  /** Nobody wrote it: a greeting, "we are closed", "somebody will be with you". */
  automatic?: boolean;
  reply_to?: Quote | null;
  client_id: string | null;
  event?: { type: string } | null;
  created_at: string;
}

export interface Session {
  token: string;
  visitor_id: string;
  inbox: Inbox;
  available: boolean;
  in_hours?: boolean;
  form_done?: boolean;
  conversation: Conversation | null;
}

/** What the shop says about its visitor: signed, or merely claimed. */
export type Identity = { jwt: string } | { claims: Record<string, unknown> };

/** What the shop says its visitor is looking at. */
export interface Product {
  title: string;
  image?: string;
  price?: string;
  link?: string;
}

/** The page the visitor is on, as the host page reports it. */
export interface Page {
  url: string;
  title: string;
  referrer: string;
  timezone?: string;
  screen?: string;
  product?: Product | null;
}

export type Answers = Record<string, string>;

/** A stream position: opaque, handed back as received. */
export type Position = number;

export type StreamEvent =
  | { name: "message_created"; data: { message: Message; conversation: Conversation } }
  | { name: "message_updated"; data: { message: Message } }
  | { name: "conversation_updated"; data: { conversation: Conversation } }
  | { name: "conversation_read"; data: { seq: number } }
  | { name: "typing"; data: { typing: boolean } };
