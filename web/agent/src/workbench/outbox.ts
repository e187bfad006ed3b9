// What this agent has sent and the server has not acknowledged yet. Each message keeps its client_id until it is
// acknowledged or refused, through lost connections and reloads of the page, so that trying again never says it twice.
import { reactive } from "vue";
import { ApiError, type Attachment, type Message, type NewMessage } from "@yingke/shared";
import { api } from "../api";
import { desk, hear, myId, onOpen, placeMessage } from "../desk";

export interface Pending {
  client_id: string;
  conversation_id: string;
  kind: "text" | "note" | "file";
  text: string;
  attachments: Attachment[];
  created_at: string;
  seen_seq: number;
  state: "sending" | "failed" | "held";
  problem: string;
}

const KEY = "yingke.outbox";
export const outbox = reactive<Pending[]>([]);
const busy = new Set<string>();

export const pendingOf = (conversation: string) => outbox.filter((p) => p.conversation_id === conversation);

export function send(conversation_id: string, kind: Pending["kind"], text: string, attachments: Attachment[]): void {
  const created_at = new Date().toISOString();
  const client_id = crypto.randomUUID?.() ?? fallbackId();
  const seen_seq = lastSeq(conversation_id);
  outbox.push({ client_id, conversation_id, kind, text, attachments, created_at, seen_seq, state: "sending", problem: "" });
  keep();
  void work(conversation_id);
}

export function retry(pending: Pending): void {
  pending.state = "sending";
  pending.problem = "";
  pending.seen_seq = lastSeq(pending.conversation_id);
  keep();
  void work(pending.conversation_id);
}

export function discard(pending: Pending): void {
  const at = outbox.findIndex((p) => p.client_id === pending.client_id);
  if (at >= 0) outbox.splice(at, 1);
  keep();
}

export function wakeOutbox(): void {
  if (outbox.length === 0) {
    const kept = JSON.parse(sessionStorage.getItem(`${KEY}.${myId.value}`) ?? "[]") as Pending[];
    outbox.push(...kept);
  }
  new Set(outbox.map((p) => p.conversation_id)).forEach((id) => void work(id));
}

export function emptyOutbox(): void {
  outbox.splice(0);
}

// One at a time per conversation: the order typed is the order read.
async function work(conversation: string): Promise<void> {
  if (busy.has(conversation)) return;
  busy.add(conversation);
  try {
    for (let next = waiting(conversation); next; next = waiting(conversation)) {
      if (!(await deliver(next))) break;
    }
  } finally {
    busy.delete(conversation);
  }
}

const waiting = (conversation: string) => outbox.find((p) => p.conversation_id === conversation && p.state === "sending");

async function deliver(pending: Pending): Promise<boolean> {
  try {
    const message = await api.sendMessage(pending.conversation_id, body(pending));
    placeMessage(message);
    discard(pending);
    return true;
  } catch (error) {
    return refused(pending, error as ApiError);
  }
}

function body(pending: Pending): NewMessage {
  const { client_id, kind, text, seen_seq, attachments } = pending;
  const attachment_ids = attachments.map((a) => a.id);
  return { client_id, kind, seen_seq, ...(text ? { text } : {}), ...(attachment_ids.length ? { attachment_ids } : {}) };
}

/** Answers whether the next one may be tried. */
function refused(pending: Pending, error: ApiError): boolean {
  if (error.passing) {
    // While the stream is open nothing will wake us, so a timer has to.
    if (desk.link.value === "open") setTimeout(() => void work(pending.conversation_id), 3000);
    return false;
  }
  pending.state = error.reason === "overtaken" ? "held" : "failed";
  pending.problem = error.message;
  keep();
  return true;
}

function lastSeq(conversation: string): number {
  return desk.threads.value[conversation]?.items.at(-1)?.seq ?? desk.conversations.value.byId[conversation]?.seq ?? 0;
}

function keep(): void {
  sessionStorage.setItem(`${KEY}.${myId.value}`, JSON.stringify(outbox));
}

// crypto.randomUUID is missing on plain-HTTP pages, which a shop's own network may well be.
function fallbackId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

function acknowledged(message: Message): void {
  const pending = outbox.find((p) => message.client_id && p.client_id === message.client_id);
  if (pending) discard(pending);
}

hear((event) => event.name === "message_created" && acknowledged(event.data.message));
onOpen(wakeOutbox);
