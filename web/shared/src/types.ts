// The shapes the API speaks. They come from the generated api.ts; here they only get the product's names, and the
// document's loose corners (free objects, texts from a fixed set) get their exact form. Everything else imports them
// from "@yingke/shared".
import type { components } from "./api";
import type { WebWords } from "./shop";

type S = components["schemas"];

/** Answers always carry every field, null included, which the document can't tell from "may be missing". */
type Answer<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };
/** Replaces loosely described fields by exact ones. */
type Exact<T, By> = Omit<T, keyof By> & By;

export type Presence = S["Presence"];
export type Status = "open" | "queued" | "pooled" | "snoozed" | "ended";
export type Scope = "own" | "group" | "all";
export type View = "mine" | "queue" | "pool" | "colleagues" | "ended" | "mentioned" | "all";
export type MessageKind = "text" | "mail" | "note" | "file" | "event";

/** Presence and load are for holders of agent.presence_view, and one's own. */
interface Live {
  presence?: Presence;
  open_chats?: number;
}
export type Agent = Exact<Answer<S["AgentView"]>, Live & { state: "active" | "disabled" | "locked" }>;
export type TeamMember = S["Colleague"];
export type HandOver = S["HandOver"];
export type NewAgent = S["NewAgent"];
export type AgentPatch = S["AgentChange"];
export type Role = Answer<S["RoleView"]>;
export type Permission = Exact<S["PermissionView"], { scopes: Scope[] }>;
export type Group = S["GroupView"];
export type WebSettings = Partial<Omit<S["WebSettings"], keyof WebWords>> & WebWords;
export type Abilities = S["Abilities"];
export type Inbox = Exact<Answer<S["Inbox"]>, { settings: WebSettings }>;
export type Link = Answer<S["Link"]>;

export type Sender = Exact<Answer<S["SenderBrief"]>, { type: "contact" | "agent" | "system" }>;
export type Attachment = S["NewFile"];

export interface LastMessage {
  id: string;
  seq: number;
  kind: MessageKind;
  sender: Sender;
  text: string;
  attachments?: number;
  state?: "sent" | "recalled";
  created_at: string;
}

export type Conversation = Exact<Answer<S["Summary"]>, { status: Status; last_message: LastMessage | null }>;
export type Draft = S["Draft"];

/** The product a visitor looks at; its picture comes from the desk's own address. */
export type Product = S["Product"];
export interface VisitorDevice {
  kind: "phone" | "tablet" | "desktop";
  os: string | null;
  browser: string | null;
}
export interface VisitorPage {
  url?: string | null;
  title?: string | null;
  referrer?: string | null;
  language?: string | null;
  user_agent?: string | null;
  device?: VisitorDevice | null;
  timezone?: string | null;
  product?: Product | null;
}

export type ConversationSummary = Answer<S["EndingSummary"]>;
export type Rating = Answer<S["RatingView"]>;
interface Beside {
  page: VisitorPage | null;
  summary: ConversationSummary | null;
  rating: Rating | null;
}
export type ConversationDetail = Conversation & Exact<Omit<Answer<S["ConversationView"]>, keyof S["Summary"]>, Beside>;
export type Served = S["ServedBy"];
export type Counts = S["Counts"];

/** 会话小结, as the agent leaves it when a conversation ends. */
export type SummaryInput = { [K in keyof S["NewSummary"]]?: NonNullable<S["NewSummary"][K]> };
export type EndInput = Exact<S["EndOrder"], { summary?: SummaryInput }>;

/** What an event message tells. The fields beyond `type` depend on it. */
export interface EventBody {
  type: string;
  agent_id?: string | null;
  agent_name?: string | null;
  group_id?: string | null;
  group_name?: string | null;
  reason?: string | null;
  until?: string | null;
  questions?: string[] | null;
}

/** The message that one answers, as much of it as a line shows. */
export interface Quote {
  id: string;
  seq: number;
  kind: MessageKind;
  sender: Sender;
  text: string;
  state: "sent" | "recalled";
}

interface ExactMessage {
  kind: MessageKind;
  sender: Sender;
  attachments: Attachment[];
  event: EventBody | null;
  client_id?: string | null;
  reply_to?: Quote | null;
  /** Ids of the colleagues whom a note calls. */
  mentions?: string[];
}
export type Message = Exact<Answer<S["Message"]>, ExactMessage>;

interface ExactReply {
  kind: "text" | "note" | "file";
  reply_to?: string | null;
  mentions?: string[];
  confirm_words?: boolean;
}
export type NewMessage = Exact<S["NewReply"], ExactReply>;

export type Contact = Exact<Answer<S["Contact"]>, { private?: boolean | null }>;
export type ChatlogHit = Exact<S["Hit"], { sender: Sender }>;
export interface ChatlogItem {
  conversation: Conversation;
  hits: ChatlogHit[];
}

export interface RoutingCandidate {
  agent_id: string;
  eligible: boolean;
  reason: string;
  name: string;
  zh: string;
  en: string;
}
export type RoutingDecision = Exact<Answer<S["DecisionView"]>, { candidates: RoutingCandidate[]; counts: Record<string, number> }>;

interface ExactRouting {
  strategy: "least_open" | "saturation" | "weighted" | "round_robin";
  offline_rule: "owner" | "agent" | "pool";
  /** Absent until the desk can reassign what nobody answers. */
  no_answer_seconds?: number | null;
}
export type RoutingSettings = Exact<S["Settings"], ExactRouting>;
export type PasswordPolicy = Answer<S["PolicyView"]>;
export type Setup = Exact<S["Setup"], { registration: "open" | "first" | "closed" }>;
export type Workspace = S["WorkspaceView"];
export type Me = Exact<Answer<S["Me"]>, { agent: Agent; setup: (Answer<S["FirstSteps"]> & { answered?: boolean }) | null }>;
/** `names`: of the ids that details hold. */
export type AuditEntry = Omit<Answer<S["Line"]>, "names"> & { names?: Record<string, string> };

export interface List<T> {
  items: T[];
  next: string | null;
}

export interface ErrorBody {
  code: string;
  message: string;
  field?: string | null;
  details?: Record<string, unknown> | null;
}
