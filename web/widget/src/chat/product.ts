// What a shop's page says its visitor is looking at, made fit to be passed on: a page may call with anything, and nothing
// it says there may cost the visitor a message. What is too long the desk cuts.
import type { Product } from "./types";

export function productOf(said: unknown, base: string): Product | null {
  const { title, price, image, link } = (said ?? {}) as Record<string, unknown>;
  const name = text(title);
  return name ? { title: name, price: text(price), image: address(image, base), link: address(link, base) } : null;
}

const text = (value: unknown): string => (/string|number/.test(typeof value) ? `${value}`.trim() : "");

/** Absolute, because the agent reads it elsewhere; nothing when it is no address of the web. */
function address(value: unknown, base: string): string {
  try {
    const { href } = new URL(text(value) || "about:", base);
    return /^https?:/.test(href) ? href : "";
  } catch {
    return "";
  }
}
