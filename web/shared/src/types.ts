// The shapes the API speaks, named once. Everything else imports them from "@yingke/shared", never from here,
// so that where they come from stays this file's own business.

export type Presence = "online" | "busy" | "suspended" | "offline";
export type Status = "open" | "queued" | "pooled" | "snoozed" | "ended";
export type Scope = "own" | "group" | "all";
export type View = "mine" | "queue" | "pool" | "colleagues" | "ended" | "all";
export type MessageKind = "text" | "mail" | "note" | "file" | "event";

export interface Agent {
  id: string;
  name: string;
  login: string;
  owner: boolean;
  nickname: string;
  phone?: string | null;
  email?: string | null;
  state: "active" | "disabled" | "locked";
  roles: string[];
  permissions: string[];
  effective: string[];
  /** Presence and load are for holders of agent.presence_view, and one's own. */
  presence?: Presence;
  takes_routing: boolean;
  capacity: number;
  mail_capacity: number;
  weight: number;
  open_chats?: number;
  last_sign_in_at?: string | null;
  created_at: string;
}

export interface TeamMember {
  id: string;
  name: string;
  nickname: string;
  owner: boolean;
  available: boolean;
  busy: boolean;
  presence?: Presence | null;
  takes_routing?: boolean | null;
  capacity?: number | null;
  open_chats?: number | null;
}

export type HandOver =
  | { to: "keep" }
  | { to: "route" }
  | { to: "agent"; agent_id: string }
  | { to: "group"; group_id: string };

export interface NewAgent {
  name: string;
  password: string;
  nickname?: string;
  roles?: string[];
  permissions?: string[];
  takes_routing?: boolean;
  capacity?: number;
  weight?: number;
  phone?: string;
}

export interface AgentPatch {
  name?: string;
  nickname?: string;
  phone?: string | null;
  roles?: string[];
  permissions?: string[];
  takes_routing?: boolean;
  capacity?: number;
  mail_capacity?: number;
  weight?: number;
  state?: "active" | "disabled";
  hand_over?: HandOver;
}

export interface Role {
  id: string;
  name: string;
  template: string | null;
  permissions: string[];
}

export interface Wording {
  label: string;
  sentence: string;
}

export interface Permission {
  key: string;
  area: string;
  scopes: Scope[];
  zh: Wording;
  en: Wording;
  available: boolean;
}

export interface Group {
  id: string;
  name: string;
  agent_ids: string[];
}

export interface WebSettings {
  welcome_text?: string | null;
  offline_text?: string | null;
  color?: string | null;
  locale?: "auto" | "zh-CN" | "en" | null;
  allowed_domains?: string[];
  position?: "right" | "left" | null;
  title?: string | null;
}

export interface Abilities {
  subject: boolean;
  html: boolean;
  files: boolean;
  typing: boolean;
  receipts: boolean;
  reply_window_seconds?: number | null;
}

export interface Inbox {
  id: string;
  kind: string;
  name: string;
  settings: WebSettings;
  agent_ids: string[];
  group_ids: string[];
  fallback_agent_ids: string[];
  created_at: string;
  abilities: Abilities;
}

export interface Link {
  id: string;
  inbox_id: string;
  name: string;
  key: string;
  url: string;
  agent_ids: string[];
  group_ids: string[];
  agent_id?: string | null;
  qr_url: string;
}

export interface ContactBrief {
  id: string;
  name: string;
  blocked: boolean;
}

export interface LastMessage {
  id: string;
  seq: number;
  kind: MessageKind;
  sender: Sender;
  text: string;
  attachments?: number;
  created_at: string;
}

export interface Conversation {
  id: string;
  channel: string;
  inbox_id: string;
  inbox_name: string;
  link_id?: string | null;
  contact: ContactBrief;
  assignee_id: string | null;
  group_id: string | null;
  status: Status;
  offline: boolean;
  private?: boolean;
  subject?: string | null;
  last_message: LastMessage | null;
  unread: number;
  seq: number;
  /** How far the contact has read. */
  contact_read_seq?: number;
  waiting_since: string | null;
  queued_at: string | null;
  created_at: string;
  last_at: string;
  ended_at: string | null;
  snoozed_until: string | null;
}

export interface Draft {
  text: string;
  updated_at: string;
}

export interface VisitorPage {
  url?: string | null;
  title?: string | null;
  referrer?: string | null;
  language?: string | null;
  user_agent?: string | null;
}

export interface Served {
  agent_id: string;
  name: string;
  first_at: string;
  last_at: string;
  count: number;
}

export interface ConversationDetail extends Conversation {
  draft: Draft | null;
  page: VisitorPage | null;
  participants: Served[];
  previous_id: string | null;
  link_name: string | null;
  abilities: Abilities;
}

export interface Counts {
  mine: number;
  mine_unread: number;
  queued: number;
  pooled: number;
  colleagues: number;
}

export interface Sender {
  type: "contact" | "agent" | "system";
  id: string | null;
  name: string;
}

export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  url: string;
}

/** What an event message tells. The fields beyond `type` depend on it. */
export interface EventBody {
  type: string;
  agent_id?: string | null;
  agent_name?: string | null;
  group_id?: string | null;
  group_name?: string | null;
  reason?: string | null;
  until?: string | null;
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  kind: MessageKind;
  sender: Sender;
  text: string;
  html?: string | null;
  attachments: Attachment[];
  state: "sent" | "recalled";
  automatic: boolean;
  client_id?: string | null;
  event?: EventBody | null;
  created_at: string;
}

export interface NewMessage {
  client_id: string;
  kind: "text" | "note" | "file";
  text?: string;
  attachment_ids?: string[];
  seen_seq?: number;
}

export interface Contact {
  id: string;
  name: string;
  email?: string | null;
  phone?: string | null;
  blocked: boolean;
  private?: boolean;
  verified: boolean;
  created_at: string;
  conversations: number;
}

export interface ChatlogHit {
  message_id: string;
  seq: number;
  text: string;
  created_at: string;
  sender: Sender;
}

export interface ChatlogItem {
  conversation: Conversation;
  hits: ChatlogHit[];
}

export interface RoutingCounts {
  candidates?: number;
  online?: number;
  busy?: number;
  suspended?: number;
  offline?: number;
  full?: number;
  takes_part?: number;
}

export interface RoutingDecision {
  at: string;
  rule: string;
  chosen: string | null;
  counts: RoutingCounts;
  candidates: { agent_id: string; eligible: boolean; reason: string | null; name?: string; zh?: string; en?: string }[];
  /** The decision as one sentence. */
  zh: string;
  en: string;
}

export interface RoutingSettings {
  strategy: "least_open" | "saturation" | "weighted" | "round_robin";
  sticky_seconds: number;
  sticky_suspended_seconds: number;
  sticky_over_capacity: boolean;
  grace_seconds: number;
  offline_rule: "owner" | "agent" | "pool";
  offline_agent_id?: string | null;
  reopen_chat_seconds: number;
  reopen_mail_seconds?: number;
  chat_idle_end_seconds: number;
  queue_timeout_seconds: number | null;
  no_answer_seconds?: number | null;
  addressed_owner_suspended_reroute: boolean;
  transfer_notice: boolean;
}

export interface PasswordPolicy {
  min_length: number;
  classes: number;
  max_age_days: number | null;
}

export interface Setup {
  registration: "open" | "first" | "closed";
  can_register: boolean;
  empty: boolean;
  secure: boolean;
  public_url: string;
  version: string;
}

export interface Workspace {
  id: string;
  name: string;
  created_at?: string;
}

export interface Me {
  agent: Agent;
  workspace: Workspace;
  permissions: string[];
  owner: boolean;
  locale?: string | null;
  /** The owner's first steps; null for everybody else. */
  setup: { colleagues: number; inbox_id: string | null; tried: boolean; asked_routing: boolean } | null;
}

export interface AuditEntry {
  at: string;
  agent_id: string | null;
  agent_name: string | null;
  action: string;
  object_type: string | null;
  object_id: string | null;
  object_name: string | null;
  details: unknown;
  address: string | null;
}

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
