// What the desk sends a visitor and takes from one. Only shapes: every rule about them lives elsewhere.

export interface Inbox {
  id: string;
  title?: string | null;
  welcome_text?: string | null;
  offline_text?: string | null;
  color?: string | null;
  locale?: string | null;
  position?: string | null;
}

export interface Conversation {
  id: string;
  status: "open" | "queued" | "waiting" | "ended";
  position: number | null;
  agent: { nickname: string } | null;
  unread: number;
  /** How far the agents have read; counts within the conversation. */
  agent_read_seq?: number;
}

export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  url: string;
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  kind: "text" | "file" | "event";
  sender: { type: "contact" | "agent" | "system"; id: string | null; name: string | null };
  text: string;
  attachments: Attachment[];
  state: "sent" | "recalled";
  client_id: string | null;
  event?: { type: string } | null;
  created_at: string;
}

export interface Session {
  token: string;
  visitor_id: string;
  inbox: Inbox;
  available: boolean;
  conversation: Conversation | null;
}

/** What the shop says about its visitor: signed, or merely claimed. */
export type Identity = { jwt: string } | { claims: Record<string, unknown> };

/** The page the visitor is on, as the host page reports it. */
export interface Page {
  url: string;
  title: string;
  referrer: string;
}

/** A stream position: opaque, handed back as received. */
export type Position = number;

export type StreamEvent =
  | { name: "message_created"; data: { message: Message; conversation: Conversation } }
  | { name: "message_updated"; data: { message: Message } }
  | { name: "conversation_updated"; data: { conversation: Conversation } }
  | { name: "conversation_read"; data: { seq: number } }
  | { name: "typing"; data: { typing: boolean } };
