// The way out is a new page. Drafts, quick replies, counters, words taken back: whatever this window keeps of one agent is
// gone with it, and the next one who signs in here begins with nothing.
import { hangUp } from "./desk";
import { forgetHere } from "./early";

export function leaveTo(path: string): void {
  hangUp();
  forgetHere();
  location.replace(path);
}

// The browser's own way back would bring the page of whoever left as it was.
addEventListener("pageshow", (event) => event.persisted && location.reload());
