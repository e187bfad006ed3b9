// What an address says to people.

/** The chat opened as a page of its own, by a link or its QR code: not a page of the shop. */
export function isChatPage(url: string | null | undefined, origin: string): boolean {
  if (!url) return false;
  try {
    const at = new URL(url, origin);
    return at.origin === origin && /^\/(c|chat)\//.test(at.pathname);
  } catch {
    return false;
  }
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host || url;
  } catch {
    return url;
  }
}
