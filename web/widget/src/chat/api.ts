// The calls a visitor makes. It knows addresses and how answers fail; when to call and what to do then is not its concern.
import type { Attachment, Conversation, Identity, Inbox, Message, Page, Position, Session } from "./types";
import type { Entry } from "./place";

const BASE = "/api/v1";

/** Why a call failed: `away` may pass by itself, everything else needs somebody to act. */
export class CallError extends Error {
  constructor(
    readonly kind: "away" | "expired" | "refused",
    readonly status: number,
    readonly retryAfterMs: number | null,
    message: string,
  ) {
    super(message);
  }
}

const AWAY = () => new CallError("away", 0, null, "");

export interface Outgoing {
  client_id: string;
  text?: string;
  attachment_ids?: string[];
  page?: Page;
}

export interface SessionRequest {
  token?: string;
  identity?: Identity;
  page?: Page;
}

export type Progress = (share: number) => void;

export interface Api {
  config(entry: Entry): Promise<Inbox>;
  session(entry: Entry, more: SessionRequest): Promise<Session>;
  messages(token: string): Promise<{ items: Message[]; position: Position }>;
  conversation(token: string): Promise<Conversation | null>;
  send(token: string, message: Outgoing): Promise<Message>;
  upload(token: string, file: File, progress: Progress): Promise<Attachment>;
  read(token: string, seq: number): Promise<void>;
  identify(token: string, identity: Identity): Promise<{ token?: string }>;
  logout(token: string): Promise<void>;
}

export const api: Api = {
  async config(entry) {
    return (await call("GET", `/visitor/config?${new URLSearchParams(entry as Record<string, string>)}`)).json();
  },
  async session(entry, more) {
    return (await call("POST", "/visitor/sessions", undefined, { ...entry, ...more })).json();
  },
  async messages(token) {
    const answer = await call("GET", "/visitor/messages", token);
    const { items } = (await answer.json()) as { items: Message[] };
    return { items, position: Number(answer.headers.get("Yingke-Seq")) };
  },
  async conversation(token) {
    return (await call("GET", "/visitor/conversation", token)).json();
  },
  async send(token, message) {
    return (await call("POST", "/visitor/messages", token, message)).json();
  },
  upload,
  async read(token, seq) {
    await call("POST", "/visitor/read", token, { seq });
  },
  async identify(token, identity) {
    return (await call("POST", "/visitor/identify", token, identity)).json();
  },
  async logout(token) {
    await call("POST", "/visitor/logout", token, {});
  },
};

async function call(method: string, path: string, token?: string, body?: object): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": document.documentElement.lang };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  // A connection that hangs must become an error, or the outbox would wait behind it for ever.
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 20_000);
  try {
    const init: RequestInit = { method, headers, credentials: "omit", signal: stop.signal };
    if (body) init.body = JSON.stringify(body);
    const answer = await fetch(BASE + path, init);
    if (answer.ok) return answer;
    throw failure(answer.status, answer.headers.get("Retry-After"), await answer.text());
  } catch (error) {
    throw error instanceof CallError ? error : AWAY();
  } finally {
    clearTimeout(timer);
  }
}

/** fetch cannot report how much of a body has left, so files alone go the old way. */
function upload(token: string, file: File, progress: Progress): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${BASE}/files`);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.timeout = 600_000;
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = request.onabort = request.ontimeout = () => reject(AWAY());
    request.onload = () => {
      const { status, responseText } = request;
      if (status < 300) resolve(JSON.parse(responseText) as Attachment);
      else reject(failure(status, request.getResponseHeader("Retry-After"), responseText));
    };
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}

export function failure(status: number, retryAfter: string | null, body: string): CallError {
  const wait = Number(retryAfter);
  const after = retryAfter && wait >= 0 ? wait * 1000 : null;
  const passing = status === 429 || status === 408 || status >= 500;
  const kind = passing ? "away" : status === 401 ? "expired" : "refused";
  return new CallError(kind, status, after, wordsOf(body));
}

function wordsOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: string } };
    return error?.message ?? "";
  } catch {
    return "";
  }
}
