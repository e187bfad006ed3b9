// The line of messages that the desk has not acknowledged yet. Each keeps its client_id until it is acknowledged or
// given up, through lost connections and reloads of the page, so that trying again never says it twice; and within a
// conversation they leave in the order they were typed. Knows nothing of the page; outbox.ts connects it.
import { reactive } from "vue";
import type { ApiError, Attachment, Message, NewMessage, Quote } from "@yingke/shared";

/** What the agent decides about a message: words, files, what it answers, whom it calls. */
export interface Letter {
  kind: "text" | "note" | "file";
  text: string;
  attachments: Attachment[];
  reply_to?: Quote | null;
  mentions?: string[];
}

/** held: something happened in between. warned, barred: it has words that may not simply be said. failed: anything else. */
export type State = "sending" | "held" | "warned" | "barred" | "failed";

export interface Pending extends Letter {
  client_id: string;
  conversation_id: string;
  created_at: string;
  seen_seq: number;
  state: State;
  problem: string;
  words: string[];
  between: { id: string | null; name: string; text: string }[];
  confirmed: boolean;
}

export interface Ways {
  post: (conversation: string, body: NewMessage) => Promise<Message>;
  placed: (message: Message) => void;
  /** The number of the last message that the agent has before his eyes. */
  seen: (conversation: string) => number;
  /** Tries again after a while, when nothing else will. */
  later: (act: () => void) => void;
  keep: (text: string) => void;
  newId: () => string;
}

export class Outbox {
  readonly all = reactive<Pending[]>([]);
  private readonly busy = new Set<string>();

  constructor(private readonly ways: Ways) {}

  of(conversation: string): Pending[] {
    return this.all.filter((p) => p.conversation_id === conversation);
  }

  send(conversation_id: string, letter: Letter): void {
    const fresh = { state: "sending" as const, problem: "", words: [], between: [], confirmed: false };
    const [client_id, seen_seq, created_at] = [this.ways.newId(), this.ways.seen(conversation_id), new Date().toISOString()];
    this.all.push({ ...letter, client_id, conversation_id, created_at, seen_seq, ...fresh });
    this.keep();
    void this.work(conversation_id);
  }

  /** Also the answer to being held or warned: whoever presses it has seen why. */
  retry(pending: Pending): void {
    pending.confirmed ||= pending.state === "warned";
    pending.state = "sending";
    pending.problem = "";
    pending.seen_seq = Math.max(pending.seen_seq, this.ways.seen(pending.conversation_id));
    this.keep();
    void this.work(pending.conversation_id);
  }

  discard(client_id: string): void {
    const at = this.all.findIndex((p) => p.client_id === client_id);
    if (at < 0) return;
    this.all.splice(at, 1);
    this.keep();
  }

  /** What was to be answered is gone; the answer leaves without it. */
  unquote(message: string): void {
    const answers = this.all.filter((p) => p.reply_to?.id === message);
    answers.forEach((p) => (p.reply_to = null));
    if (answers.length) this.keep();
  }

  /** Takes up what an earlier page of this window had not got rid of, and tries everything once more. */
  wake(kept: string | null): void {
    if (this.all.length === 0 && kept) this.all.push(...(JSON.parse(kept) as Pending[]));
    new Set(this.all.map((p) => p.conversation_id)).forEach((id) => void this.work(id));
  }

  private next(conversation: string): Pending | undefined {
    return this.all.find((p) => p.conversation_id === conversation && p.state === "sending");
  }

  private async work(conversation: string): Promise<void> {
    if (this.busy.has(conversation)) return;
    this.busy.add(conversation);
    try {
      for (let next = this.next(conversation); next; next = this.next(conversation)) {
        if (!(await this.deliver(next))) break;
      }
    } finally {
      this.busy.delete(conversation);
    }
  }

  private async deliver(pending: Pending): Promise<boolean> {
    try {
      const message = await this.ways.post(pending.conversation_id, body(pending));
      this.ways.placed(message);
      this.discard(pending.client_id);
      return true;
    } catch (error) {
      return this.refused(pending, error as ApiError);
    }
  }

  /** Answers whether the next one may be tried. */
  private refused(pending: Pending, error: ApiError): boolean {
    if (error.passing) {
      this.ways.later(() => void this.work(pending.conversation_id));
      return false;
    }
    pending.state = STATES[error.reason] ?? "failed";
    pending.problem = error.message;
    pending.words = texts(error.details.words);
    pending.between = spoken(error.details.messages);
    if (typeof error.details.seq === "number") pending.seen_seq = error.details.seq;
    this.keep();
    return true;
  }

  private keep(): void {
    this.ways.keep(JSON.stringify(this.all));
  }
}

const STATES: Record<string, State> = { overtaken: "held", warn_words: "warned", forbidden_words: "barred" };

function body(p: Pending): NewMessage {
  const attachment_ids = p.attachments.map((a) => a.id);
  return {
    client_id: p.client_id,
    kind: p.kind,
    seen_seq: p.seen_seq,
    ...(p.text ? { text: p.text } : {}),
    ...(attachment_ids.length ? { attachment_ids } : {}),
    ...(p.reply_to ? { reply_to: p.reply_to.id } : {}),
    ...(p.mentions?.length ? { mentions: p.mentions } : {}),
    ...(p.confirmed ? { confirm_words: true } : {}),
  };
}

function texts(found: unknown): string[] {
  return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
}

// What colleagues said in between; how the conversation changed hands is told by the refusal's own sentence.
function spoken(found: unknown): Pending["between"] {
  if (!Array.isArray(found)) return [];
  return (found as Message[]).filter((m) => m.kind !== "event" && m.kind !== "note").map((m) => ({ id: m.sender.id, name: m.sender.name, text: m.text }));
}
