// The live connection: says hello with the last known position, hands events on, notices silence, and comes back by
// itself. What the events mean is not known here.
import { backoff, type World } from "./backoff";
import type { Position, StreamEvent } from "./types";

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}

export interface Listener {
  hello(): { token: string; since: Position | null };
  /** resumed: what was missed follows as events; otherwise the listener has to load again. */
  welcomed(resumed: boolean): void;
  event(event: StreamEvent, position: Position | null): void;
  /** The token is no longer good; the stream stays closed. */
  expired(): void;
  live(now: boolean): void;
}

const PING_EVERY_MS = 25_000;
const ANSWER_WITHIN_MS = 10_000;
const SESSION_OVER = 4401;

export class Stream {
  private socket: Socket | null = null;
  private attempt = 0;
  private open = false;
  private welcome = false;
  private cancelTimer: (() => void) | null = null;
  private heard = false;

  constructor(
    private readonly connect: () => Socket,
    private readonly listener: Listener,
    private readonly world: World,
  ) {}

  start(): void {
    if (this.open) return;
    this.open = true;
    this.dial();
  }

  stop(): void {
    this.open = false;
    this.drop();
  }

  /** The network or the page came back: dial at once, or make sure that the line still carries. */
  nudge(): void {
    if (!this.open) return;
    if (this.welcome) return this.probe();
    if (this.socket) return;
    this.attempt = 0;
    this.dial();
  }

  /** Said only on a line that stands; what must not be lost goes through the outbox instead. */
  say(frame: object): void {
    if (this.welcome) this.socket?.send(JSON.stringify(frame));
  }

  private dial(): void {
    this.drop();
    const socket = this.connect();
    this.socket = socket;
    this.timer(ANSWER_WITHIN_MS, () => this.lost(0));
    socket.onopen = () => socket.send(JSON.stringify(this.greeting()));
    socket.onmessage = ({ data }) => this.hear(String(data));
    socket.onclose = ({ code }) => this.lost(code);
  }

  private greeting(): object {
    const { token, since } = this.listener.hello();
    return since === null ? { type: "hello", token } : { type: "hello", token, since };
  }

  private hear(text: string): void {
    this.heard = true;
    const frame = parse(text);
    if (frame?.type === "welcome") {
      this.attempt = 0;
      this.welcome = true;
      this.rest();
      this.listener.live(true);
      this.listener.welcomed(frame.resumed === true);
    } else if (frame?.type === "event") {
      const { name, data, seq } = frame;
      this.listener.event({ name, data } as StreamEvent, typeof seq === "number" ? seq : null);
    } else if (frame?.type === "error" && frame.error?.code === "unauthorized") {
      this.lost(SESSION_OVER);
    }
  }

  // The server's own pings never reach a script, so silence is only told from an answer to a ping of ours. Measured in
  // ticks, not in time: a hidden page's timers run late and would otherwise cry wolf.
  private rest(): void {
    this.timer(PING_EVERY_MS, () => this.probe());
  }

  private probe(): void {
    this.heard = false;
    this.say({ type: "ping" });
    this.timer(ANSWER_WITHIN_MS, () => (this.heard ? this.rest() : this.lost(0)));
  }

  private lost(code: number): void {
    this.drop();
    this.listener.live(false);
    if (code === SESSION_OVER) {
      this.open = false;
      return this.listener.expired();
    }
    if (this.open) this.timer(backoff(this.attempt++, this.world.random), () => this.dial());
  }

  private drop(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    const socket = this.socket;
    this.socket = null;
    this.welcome = false;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private timer(ms: number, run: () => void): void {
    this.cancelTimer?.();
    this.cancelTimer = this.world.after(ms, run);
  }
}

interface Frame {
  type?: string;
  resumed?: boolean;
  name?: string;
  data?: unknown;
  seq?: number;
  error?: { code?: string };
}

function parse(text: string): Frame | null {
  try {
    return JSON.parse(text) as Frame;
  } catch {
    return null;
  }
}
