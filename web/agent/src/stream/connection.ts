// One socket that stays: connects, says hello with the position reached, hands on what arrives, and comes back by
// itself when it is lost. Knows nothing of what the events mean.
import { backoff } from "./backoff";
import type { Frame, Outgoing, StreamEvent } from "./events";

export type Link = "idle" | "connecting" | "open" | "waiting" | "signed_out";

export interface Wire {
  send(text: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface Ears {
  onEvent(event: StreamEvent): void;
  onLink(link: Link, retryAt: number | null): void;
  /** The position could not be resumed: everything shown has to be loaded again. */
  onReset(): void;
  onOpen(): void;
  onSignedOut(): void;
}

const SILENCE = 60_000;
const PING = 20_000;
const SIGNED_OUT = 4401;

export class Connection {
  private wire: Wire | null = null;
  private position: number | null = null;
  private ready = false;
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heart: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;

  constructor(
    private readonly open: () => Wire,
    private readonly ears: Ears,
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  /** Until there is a connection the lowest position counts: another snapshot may lie ahead of events still on their way. */
  began(position: number): void {
    if (this.position === null) this.position = position;
    else if (!this.wire) this.position = Math.min(this.position, position);
  }

  connect(): void {
    if (this.wire) return;
    clearTimeout(this.retry);
    this.ears.onLink("connecting", null);
    const wire = this.open();
    this.wire = wire;
    this.heardAt = this.now();
    wire.onopen = () => wire.send(JSON.stringify({ type: "hello", ...(this.position === null ? {} : { since: this.position }) }));
    wire.onmessage = (event) => this.wire === wire && this.hear(String(event.data));
    wire.onclose = (event) => this.wire === wire && this.lost(event.code);
    clearInterval(this.heart);
    this.heart = setInterval(() => this.beat(), PING);
  }

  /** The network is back or the page is shown again: don't sit out the rest of the wait. */
  nudge(): void {
    if (!this.wire && this.position !== null) this.connect();
  }

  say(frame: Outgoing): void {
    if (this.ready) this.wire?.send(JSON.stringify(frame));
  }

  stop(): void {
    const wire = this.wire;
    this.wire = null;
    this.ready = false;
    this.position = null;
    this.attempt = 0;
    clearTimeout(this.retry);
    clearInterval(this.heart);
    wire?.close();
    this.ears.onLink("idle", null);
  }

  private hear(text: string): void {
    this.heardAt = this.now();
    const frame = JSON.parse(text) as Frame;
    if (frame.type === "welcome") this.welcome(frame.seq, frame.resumed);
    if (frame.type !== "event") return;
    this.ears.onEvent(frame);
    if (frame.seq !== undefined) this.position = frame.seq;
  }

  private welcome(seq: number, resumed: boolean): void {
    const fresh = this.position === null;
    this.ready = true;
    this.attempt = 0;
    if (fresh || !resumed) this.position = seq;
    this.ears.onLink("open", null);
    if (!resumed && !fresh) this.ears.onReset();
    this.ears.onOpen();
  }

  private beat(): void {
    const wire = this.wire;
    if (!wire) return;
    if (this.now() - this.heardAt < SILENCE) return this.say({ type: "ping" });
    // A dead network never tells a socket that it is closed, so the silence itself has to count as the loss.
    wire.onclose = null;
    wire.close();
    this.lost(1006);
  }

  private lost(code: number): void {
    this.wire = null;
    this.ready = false;
    clearInterval(this.heart);
    if (code === SIGNED_OUT) {
      this.ears.onLink("signed_out", null);
      return this.ears.onSignedOut();
    }
    const wait = backoff(this.attempt++, this.random);
    this.ears.onLink("waiting", this.now() + wait);
    this.retry = setTimeout(() => this.connect(), wait);
  }
}
