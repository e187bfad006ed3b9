// What the visitor's browser remembers between pages: the token and what is not yet sent. In a page of our own that is
// this origin's storage; in a shop's frame the loader keeps it in the shop's storage, because frames of other sites get none.

export interface Keep {
  entries(): [key: string, value: string][];
  get(key: string): string | null;
  /** null forgets the key. */
  set(key: string, value: string | null): void;
}

/** Remembers for the life of the page, and tells `saved` about every change. */
export function keepIn(start: Record<string, string>, saved: (key: string, value: string | null) => void): Keep {
  const kept = new Map(Object.entries(start));
  return {
    entries: () => [...kept],
    get: (key) => kept.get(key) ?? null,
    set(key, value) {
      if (value === null) kept.delete(key);
      else kept.set(key, value);
      saved(key, value);
    },
  };
}

/** This origin's own storage under a prefix; a browser that refuses storage still gets a chat that works until it closes. */
export function keepHere(prefix: string, storage: () => Storage): Keep {
  const start: Record<string, string> = {};
  try {
    const all = storage();
    for (let i = 0; i < all.length; i++) {
      const key = all.key(i);
      if (key?.startsWith(prefix)) start[key.slice(prefix.length)] = all.getItem(key) ?? "";
    }
  } catch {
    // Refused by the browser's settings: memory alone has to do.
  }
  return keepIn(start, (key, value) => {
    try {
      if (value === null) storage().removeItem(prefix + key);
      else storage().setItem(prefix + key, value);
    } catch {
      // Full or refused: the copy in memory still holds.
    }
  });
}
