// Every call the workbench makes, one line each: the only place in the web code that spells a path of the API.
import type { Client } from "./client";
import { besideEndpoints } from "./beside";
import { shopEndpoints } from "./shop";
import type * as T from "./types";

type Id = string;
type Nothing = null;
const id = encodeURIComponent;

export interface ConversationQuery {
  view?: T.View;
  channel?: string | null;
  tag?: Id | null;
  contact?: Id;
  q?: string;
  limit?: number;
  cursor?: string | null;
}

export interface ChatlogQuery {
  contact?: string;
  agent?: Id;
  channel?: string;
  q?: string;
  tag?: Id;
  from?: string;
  to?: string;
  cursor?: string | null;
}

export interface AuditQuery {
  agent?: Id;
  action?: string;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | null;
}

export function endpoints(c: Client) {
  return {
    ...shopEndpoints(c),
    ...besideEndpoints(c),
    setup: () => c.get<T.Setup>("/setup"),
    register: (body: { name: string; phone?: string; email?: string; password: string }) =>
      c.send<Nothing>("POST", "/workspaces", body),
    signIn: (body: { login: string; password: string; new_password?: string }) => c.send<Nothing>("POST", "/session", body),
    signOut: (hand_over?: T.HandOver) => c.send<Nothing>("DELETE", "/session", hand_over ? { hand_over } : {}),
    me: () => c.get<T.Me>("/me"),
    patchMe: (body: { nickname?: string; locale?: string; asked_routing?: boolean }) => c.send<T.Me>("PATCH", "/me", body),

    agents: () => everyPage<T.Agent>(c, "/agents"),
    agent: (a: Id) => c.get<T.Agent>(`/agents/${id(a)}`),
    createAgent: (body: T.NewAgent) => c.send<T.Agent>("POST", "/agents", body),
    patchAgent: (a: Id, body: T.AgentPatch) => c.send<T.Agent>("PATCH", `/agents/${id(a)}`, body),
    deleteAgent: (a: Id, hand_over?: T.HandOver) =>
      c.send<Nothing>("DELETE", `/agents/${id(a)}`, hand_over ? { hand_over } : {}),
    setPassword: (a: Id, body: { password: string; old_password?: string }) =>
      c.send<Nothing>("PUT", `/agents/${id(a)}/password`, body),
    setPresence: (a: Id, presence: T.Presence, hand_over?: T.HandOver) =>
      c.send<T.Agent>("PUT", `/agents/${id(a)}/presence`, hand_over ? { presence, hand_over } : { presence }),
    team: () => everyPage<T.TeamMember>(c, "/team"),
    roles: () => everyPage<T.Role>(c, "/roles"),
    createRole: (body: { name: string; permissions: string[] }) => c.send<T.Role>("POST", "/roles", body),
    patchRole: (r: Id, body: { name?: string; permissions?: string[] }) =>
      c.send<T.Role>("PATCH", `/roles/${id(r)}`, body),
    deleteRole: (r: Id) => c.send<Nothing>("DELETE", `/roles/${id(r)}`),
    permissions: () => c.get<{ items: T.Permission[] }>("/permissions"),
    groups: () => everyPage<T.Group>(c, "/groups"),
    createGroup: (body: { name: string; agent_ids: Id[] }) => c.send<T.Group>("POST", "/groups", body),
    patchGroup: (g: Id, body: { name?: string; agent_ids?: Id[] }) => c.send<T.Group>("PATCH", `/groups/${id(g)}`, body),
    deleteGroup: (g: Id) => c.send<Nothing>("DELETE", `/groups/${id(g)}`),

    inboxes: () => everyPage<T.Inbox>(c, "/inboxes"),
    inbox: (i: Id) => c.get<T.Inbox>(`/inboxes/${id(i)}`),
    createInbox: (body: InboxInput & { kind: string; name: string; settings: T.WebSettings }) =>
      c.send<T.Inbox>("POST", "/inboxes", body),
    patchInbox: (i: Id, body: InboxInput) => c.send<T.Inbox>("PATCH", `/inboxes/${id(i)}`, body),
    deleteInbox: (i: Id) => c.send<Nothing>("DELETE", `/inboxes/${id(i)}`),
    newSecret: (i: Id) => c.send<{ secret: string }>("POST", `/inboxes/${id(i)}/secret`),
    links: (i: Id) => everyPage<T.Link>(c, `/inboxes/${id(i)}/links`),
    createLink: (i: Id, body: LinkInput & { name: string }) => c.send<T.Link>("POST", `/inboxes/${id(i)}/links`, body),
    patchLink: (l: T.Link, body: LinkInput) => c.send<T.Link>("PATCH", `/inboxes/${id(l.inbox_id)}/links/${id(l.id)}`, body),
    deleteLink: (l: T.Link) => c.send<Nothing>("DELETE", `/inboxes/${id(l.inbox_id)}/links/${id(l.id)}`),

    conversations: (query: ConversationQuery) => c.get<T.List<T.Conversation>>("/conversations", { ...query }),
    counts: () => c.get<T.Counts>("/conversations/counts"),
    conversation: (k: Id) => c.get<T.ConversationDetail>(`/conversations/${id(k)}`),
    messages: (k: Id, query: { before?: number; after?: number; around?: number; limit?: number }) =>
      c.get<T.List<T.Message>>(`/conversations/${id(k)}/messages`, query),
    sendMessage: (k: Id, body: T.NewMessage) => c.send<T.Message>("POST", `/conversations/${id(k)}/messages`, body),
    recall: (k: Id, m: Id) => c.send<T.Message>("POST", `/conversations/${id(k)}/messages/${id(m)}/recall`),
    transfer: (k: Id, body: { agent_id?: Id; group_id?: Id; reason?: string; confirm?: boolean }) =>
      c.send<T.Conversation>("POST", `/conversations/${id(k)}/transfer`, body),
    assign: (k: Id, body: { agent_id?: Id; group_id?: Id }) =>
      c.send<T.Conversation>("POST", `/conversations/${id(k)}/assign`, body),
    pick: (k: Id) => c.send<T.Conversation>("POST", `/conversations/${id(k)}/pick`),
    snooze: (k: Id, until: string) => c.send<T.Conversation>("POST", `/conversations/${id(k)}/snooze`, { until }),
    read: (k: Id, seq: number) => c.send<Nothing>("POST", `/conversations/${id(k)}/read`, { seq }),
    saveDraft: (k: Id, text: string) => c.send<Nothing>("PUT", `/conversations/${id(k)}/draft`, { text }),
    routing: (k: Id) => c.get<{ items: T.RoutingDecision[] }>(`/conversations/${id(k)}/routing`),
    handOut: () => c.send<{ handed: number }>("POST", "/pool/hand-out"),

    contact: (p: Id) => c.get<T.Contact>(`/contacts/${id(p)}`),
    contacts: (q: string) => c.get<T.List<T.Contact>>("/contacts", { q }),
    patchContact: (p: Id, body: { name?: string; email?: string | null; phone?: string | null }) =>
      c.send<T.Contact>("PATCH", `/contacts/${id(p)}`, body),
    block: (p: Id, on: "PUT" | "DELETE") => c.send<T.Contact>(on, `/contacts/${id(p)}/block`),
    keepPrivate: (p: Id, on: "PUT" | "DELETE") => c.send<T.Contact>(on, `/contacts/${id(p)}/private`),
    servedBy: (p: Id) => c.get<{ items: T.Served[] }>(`/contacts/${id(p)}/served-by`),
    chatlog: (query: ChatlogQuery) => c.get<T.List<T.ChatlogItem>>("/chatlog", { ...query }),

    routingSettings: () => c.get<T.RoutingSettings>("/settings/routing"),
    patchRoutingSettings: (body: Partial<T.RoutingSettings>) =>
      c.send<T.RoutingSettings>("PATCH", "/settings/routing", body),
    passwordPolicy: () => c.get<T.PasswordPolicy>("/settings/password"),
    patchPasswordPolicy: (body: Partial<T.PasswordPolicy>) =>
      c.send<T.PasswordPolicy>("PATCH", "/settings/password", body),
    audit: (query: AuditQuery) => c.get<T.List<T.AuditEntry>>("/audit", { ...query }),
    upload: (file: File, onProgress: (part: number) => void, stop?: AbortSignal) =>
      c.upload<T.Attachment>("/files", file, onProgress, stop),
  };
}

export interface InboxInput {
  name?: string;
  settings?: T.WebSettings;
  agent_ids?: Id[];
  group_ids?: Id[];
  fallback_agent_ids?: Id[];
}

export interface LinkInput {
  name?: string;
  agent_ids?: Id[];
  group_ids?: Id[];
  agent_id?: Id | null;
}

export type Api = ReturnType<typeof endpoints>;

// Settings lists are short, but a shop with more than one page of colleagues must still see all of them.
async function everyPage<I>(c: Client, path: string): Promise<I[]> {
  const all: I[] = [];
  let cursor: string | null = null;
  do {
    const page: T.List<I> = await c.get<T.List<I>>(path, { limit: 200, cursor });
    all.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return all;
}
