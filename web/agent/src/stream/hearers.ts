// Who wants to hear events without being a cache: drafts, typing, settings pages, the outbox.
import type { StreamEvent } from "./events";

const hearers = new Set<(event: StreamEvent) => void>();
export function hear(hearer: (event: StreamEvent) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}
export const tell = (event: StreamEvent) => hearers.forEach((hearer) => hearer(event));

const openers = new Set<() => void>();
export function onOpen(opener: () => void): () => void {
  openers.add(opener);
  return () => openers.delete(opener);
}
export const tellOpen = () => openers.forEach((opener) => opener());
