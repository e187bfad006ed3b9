// The calls a visitor makes. It knows addresses and how answers fail; when to call and what to do then is not its concern.
import type { Answers, Attachment, Conversation, Identity, Inbox, Message, Page, Position, Session } from "./types";
import type { Entry } from "./place";

/** Why a call failed: `away` may pass by itself, everything else needs somebody to act. */
export class CallError extends Error {
  constructor(
    readonly kind: "away" | "expired" | "refused",
    readonly status: number,
    readonly retryAfterMs: number | null,
    message: string,
    /** The part of what was sent that is refused. */
    readonly field: string | null = null,
  ) {
    super(message);
  }
}

export interface Outgoing {
  client_id: string;
  text?: string;
  attachment_ids?: string[];
  reply_to?: string;
  /** Questions of the shop's list that were tapped before. */
  seen_faq?: string[];
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
  upload(token: string, file: File, progress: Progress, stop: AbortSignal): Promise<Attachment>;
  read(token: string, seq: number): Promise<void>;
  form(token: string, answers: Answers): Promise<void>;
  rate(token: string, score: number, comment: string): Promise<Conversation>;
  identify(token: string, identity: Identity): Promise<{ token?: string }>;
  logout(token: string): Promise<void>;
}

export const api: Api = {
  config: (entry) => call("GET", `config?${new URLSearchParams(entry as Record<string, string>)}`),
  session: (entry, more) => call("POST", "sessions", undefined, { ...entry, ...more }),
  async messages(token) {
    let position = 0;
    const { items } = await call<{ items: Message[] }>("GET", "messages", token, undefined, (request) => {
      request.onload = () => (position = Number(request.getResponseHeader("Yingke-Seq")));
    });
    return { items, position };
  },
  conversation: (token) => call("GET", "conversation", token),
  send: (token, message) => call("POST", "messages", token, message),
  read: (token, seq) => call("POST", "read", token, { seq }),
  form: (token, answers) => call("POST", "form", token, { answers }),
  rate: (token, score, comment) => call("POST", "rating", token, comment ? { score, comment } : { score }),
  identify: (token, identity) => call("POST", "identify", token, identity),
  logout: (token) => call("POST", "logout", token, {}),
  upload(token, file, progress, stop) {
    const body = new FormData();
    body.append("file", file, file.name);
    return call("POST", "../files", token, body, (request) => {
      request.timeout = 600_000;
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      stop.onabort = () => request.abort();
    });
  },
};

/** fetch cannot report how much of a body has left, nor give up by itself, so calls go the old way. */
async function call<T>(
  method: string,
  path: string,
  token?: string,
  body?: object,
  prepare?: (request: XMLHttpRequest) => void,
): Promise<T> {
  const request = new XMLHttpRequest();
  request.open(method, `/api/v1/visitor/${path}`);
  request.setRequestHeader("Accept-Language", document.documentElement.lang);
  if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
  // A connection that hangs must become an error, or the outbox would wait behind it for ever.
  request.timeout = 20_000;
  prepare?.(request);
  const json = body && !(body instanceof FormData);
  if (json) request.setRequestHeader("Content-Type", "application/json");
  await new Promise((done) => {
    request.onloadend = done;
    request.send(json ? JSON.stringify(body) : (body as FormData | undefined));
  });
  const { status, responseText } = request;
  if (status < 200 || status >= 300) throw failure(status, request.getResponseHeader("Retry-After"), responseText);
  return JSON.parse(responseText || "null") as T;
}

export function failure(status: number, retryAfter: string | null, body: string): CallError {
  const wait = Number(retryAfter);
  const after = retryAfter && wait >= 0 ? wait * 1000 : null;
  // Status 0 is no answer at all.
  const passing = status === 0 || status === 429 || status === 408 || status >= 500;
  const kind = passing ? "away" : status === 401 ? "expired" : "refused";
  const { message = "", field = null } = errorIn(body);
  return new CallError(kind, status, after, message, field);
}

function errorIn(body: string): { message?: string; field?: string | null } {
  try {
    return (JSON.parse(body) as { error?: object }).error ?? {};
  } catch {
    return {};
  }
}
