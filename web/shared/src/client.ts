// One small way to call the API: paths in, typed answers out, refusals as ApiError. Knows nothing of screens.
import type { ErrorBody } from "./types";

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly details: Record<string, unknown>;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.code = body.code;
    this.field = body.field ?? null;
    this.details = body.details ?? {};
  }

  /** What a program may decide on; `message` is for people. */
  get reason(): string {
    const reason = this.details.reason;
    return typeof reason === "string" ? reason : "";
  }

  /** The answer may differ when asked again: the network, a restart, a limit. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface ClientOptions {
  base: string;
  language: () => string;
  /** The words for "no connection", since then nobody else can supply them. */
  unreachable: () => string;
  /** An answer that was asked for before this client existed. */
  early?: (path: string) => Promise<Response> | undefined;
  onPosition?: (position: number) => void;
  onUnauthorized?: () => void;
}

export interface Client {
  get<T>(path: string, query?: Query): Promise<T>;
  send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<T>;
  /** Something to keep: in the language of the page, under the name that the desk gives it. */
  file(path: string, query?: Query): Promise<{ name: string; content: Blob }>;
  /** `stop` abandons it; the promise then never settles, since whoever stopped it expects no answer. */
  upload<T>(path: string, file: File, onProgress: (part: number) => void, stop?: AbortSignal): Promise<T>;
}

export function createClient(options: ClientOptions): Client {
  return {
    get: (path, query) => call(options, "GET", path + queryText(query)),
    send: (method, path, body) => call(options, method, path, body ?? {}),
    file: (path, query) => file(options, path + queryText(query)),
    upload: (path, file, onProgress, stop) => upload(options, path, file, onProgress, stop),
  };
}

function queryText(query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

async function ask(options: ClientOptions, method: string, path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { "accept-language": options.language() };
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    const early = method === "GET" ? options.early?.(options.base + path) : undefined;
    return await (early ?? fetch(options.base + path, {
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
    }));
  } catch {
    throw new ApiError(0, { code: "unavailable", message: options.unreachable() });
  }
}

async function file(options: ClientOptions, path: string): Promise<{ name: string; content: Blob }> {
  const answer = await ask(options, "GET", path);
  if (!answer.ok) throw refusal(options, answer.status, parse(await answer.text().catch(() => "")));
  const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "";
  return { name: decodeURIComponent(name), content: await answer.blob() };
}

async function call<T>(options: ClientOptions, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await ask(options, method, path, body);
  const position = Number(answer.headers.get("yingke-seq") ?? "");
  const data = parse(await answer.text().catch(() => ""));
  if (!answer.ok) throw refusal(options, answer.status, data);
  if (method === "GET" && answer.headers.has("yingke-seq")) options.onPosition?.(position);
  return data as T;
}

// An upload is the one call whose progress people watch, and fetch cannot tell it.
function upload<T>(options: ClientOptions, path: string, file: File, onProgress: (part: number) => void, stop?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", options.base + path);
    request.setRequestHeader("accept-language", options.language());
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    stop?.addEventListener("abort", () => request.abort(), { once: true });
    request.onerror = () => reject(new ApiError(0, { code: "unavailable", message: options.unreachable() }));
    request.onload = () => {
      const data = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(data as T);
      else reject(refusal(options, request.status, data));
    };
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}

function refusal(options: ClientOptions, status: number, data: unknown): ApiError {
  if (status === 401) options.onUnauthorized?.();
  const body = (data as { error?: ErrorBody } | null)?.error;
  return new ApiError(status, body ?? { code: "unavailable", message: `${options.unreachable()} (${status})` });
}

function parse(text: string): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
