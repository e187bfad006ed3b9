// What stands beside a conversation: its tags, its summary, its rating, the form, the page and the product it is about.
import type { Client } from "./client";
import type { Conversation } from "./types";

type Id = string;
const id = encodeURIComponent;

/** 会话小结, as the agent leaves it when a conversation ends. */
export interface SummaryInput {
  category?: string;
  solved?: boolean;
  note?: string;
}
export interface ConversationSummary {
  category: string | null;
  solved: boolean | null;
  note: string;
  agent_id: Id | null;
  agent_name: string | null;
  at: string;
}
export interface Rating {
  score: number;
  comment: string | null;
  at: string;
}
export interface FormAnswer {
  label: string;
  value: string;
}
/** The product a visitor looks at; its picture comes from the desk's own address. */
export interface Product {
  title: string;
  image?: string | null;
  price?: string | null;
  link?: string | null;
}
export interface VisitorDevice {
  kind: "phone" | "tablet" | "desktop";
  os: string | null;
  browser: string | null;
}
export interface EndInput {
  summary?: SummaryInput;
  tag_ids?: Id[];
  closing?: boolean;
  invite_rating?: boolean;
}

export function besideEndpoints(c: Client) {
  return {
    end: (k: Id, body: EndInput = {}) => c.send<Conversation>("POST", `/conversations/${id(k)}/end`, body),
    putSummary: (k: Id, body: SummaryInput) => c.send<Conversation>("PUT", `/conversations/${id(k)}/summary`, body),
    putTags: (k: Id, tag_ids: Id[]) => c.send<Conversation>("PUT", `/conversations/${id(k)}/tags`, { tag_ids }),
    /** An address to follow, not a call: the browser saves what comes. */
    transcriptOf: (k: Id, notes: boolean) => `/api/v1/conversations/${id(k)}/transcript?format=txt${notes ? "&notes=true" : ""}`,
  };
}
