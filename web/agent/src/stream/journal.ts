// Remembers the events that arrive while something is being loaded. A snapshot may be older than an event that came
// in during its journey; playing those events once more over the snapshot makes both orders end the same.
import type { StreamEvent } from "./events";

export class Journal {
  private loads = 0;
  private events: StreamEvent[] = [];

  record(event: StreamEvent): void {
    if (this.loads > 0) this.events.push(event);
  }

  async load<T>(fetch: () => Promise<T>, place: (snapshot: T) => void, replay: (event: StreamEvent) => void): Promise<T> {
    const mark = this.events.length;
    this.loads++;
    try {
      const snapshot = await fetch();
      place(snapshot);
      this.events.slice(mark).forEach(replay);
      return snapshot;
    } finally {
      if (--this.loads === 0) this.events = [];
    }
  }
}
