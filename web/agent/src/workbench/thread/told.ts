// What the desk has been told as read, so that it is told once. Pure.
export class Told {
  private seq = 0;
  private calls: ReadonlySet<string> = new Set();

  /** Whether there is something to tell; from then on it counts as told. */
  news(seq: number, unread: boolean, calls: readonly string[]): boolean {
    const called = calls.some((one) => !this.calls.has(one));
    if (!called && !(unread && seq > this.seq)) return false;
    this.seq = Math.max(this.seq, seq);
    this.calls = new Set(calls);
    return true;
  }

  /** It did not arrive. */
  forget(): void {
    this.seq = 0;
    this.calls = new Set();
  }
}
