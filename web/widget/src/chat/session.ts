// The visitor's standing with the desk: one token, asked for only when there is something to say or a token to go on
// with, so that a mere page view leaves no visitor behind. It fetches and forgets tokens; what is said with them is not
// its concern.
import { CallError, type Api, type SessionRequest } from "./api";
import type { Keep } from "./keep";
import type { Entry } from "./place";
import type { Identity, Page, Session } from "./types";

const KEY = "token";

export class Standing {
  private current: Promise<string> | null = null;
  private identity: Identity | null = null;

  constructor(
    private readonly api: Api,
    private readonly entry: Entry,
    private readonly keep: Keep,
    private readonly page: () => Page,
    private readonly begun: (session: Session) => void,
    private readonly ended: () => void,
  ) {}

  known(): boolean {
    return this.keep.get(KEY) !== null;
  }

  /** The token, from a session that is open with the desk; many may ask at once, one session begins. */
  token(): Promise<string> {
    this.current ??= this.begin().catch((error: unknown) => {
      this.current = null;
      throw error;
    });
    return this.current;
  }

  /** The token while a session is open, without beginning one. */
  held(): string | null {
    return this.current ? this.keep.get(KEY) : null;
  }

  /** Runs a call with the token; a token that has died in the meantime is forgotten, so that the next call gets a new one. */
  async using<T>(call: (token: string) => Promise<T>): Promise<T> {
    const token = await this.token();
    try {
      return await call(token);
    } catch (error) {
      const dead = error instanceof CallError && error.kind === "expired";
      if (dead && this.keep.get(KEY) === token) {
        this.forget();
        this.ended();
      }
      throw error;
    }
  }

  forget(): void {
    this.current = null;
    this.keep.set(KEY, null);
  }

  /** Says who the visitor is: at once when a session is open, with its beginning otherwise. True when the token changed. */
  async identify(identity: Identity): Promise<boolean> {
    this.identity = identity;
    if (!this.current) return false;
    const { token } = await this.using((held) => this.api.identify(held, identity));
    if (!token || token === this.keep.get(KEY)) return false;
    this.keep.set(KEY, token);
    this.current = Promise.resolve(token);
    return true;
  }

  async logout(): Promise<void> {
    const token = this.keep.get(KEY);
    this.identity = null;
    this.forget();
    if (token) await this.api.logout(token);
  }

  private async begin(): Promise<string> {
    const token = this.keep.get(KEY);
    const session = await this.ask({ page: this.page(), ...(token && { token }) });
    this.keep.set(KEY, session.token);
    this.begun(session);
    return session.token;
  }

  // A shop that signs wrongly must not cost its customer the chat: without the signature he is simply anonymous.
  private async ask(more: SessionRequest): Promise<Session> {
    const identity = this.identity;
    if (!identity) return this.api.session(this.entry, more);
    try {
      return await this.api.session(this.entry, { ...more, identity });
    } catch (error) {
      if (!(error instanceof CallError) || error.status !== 422) throw error;
      console.warn("yingke: the identity was refused.", error.message);
      this.identity = null;
      return this.api.session(this.entry, more);
    }
  }
}
