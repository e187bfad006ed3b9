// What of a form differs from what is stored, field by field; lists and objects count as a whole.

export function changesOf<T extends object>(stored: T, form: T): Partial<T> {
  const differing = (Object.keys(form) as (keyof T)[]).filter((key) => !same(form[key], stored[key]));
  return Object.fromEntries(differing.map((key) => [key, form[key]])) as Partial<T>;
}

/** As the desk sees it: an absent field, an empty text and null all say "nothing". */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(settled(a)) === JSON.stringify(settled(b));
}

function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (value === null || typeof value !== "object") return value === "" || value === undefined ? null : value;
  const entries = Object.entries(value).map(([key, inner]) => [key, settled(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== null).sort(([x], [y]) => (x < y ? -1 : 1)));
}
