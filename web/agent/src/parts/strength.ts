// A rough guess at how long a password would hold, 0 to 4. Advice for the person typing, never a gate.
const COMMON = ["password", "123456", "qwerty", "abc123", "111111", "000000", "iloveyou", "admin", "woaini", "5201314", "88888888"];

export function strength(password: string, names: readonly string[] = []): 0 | 1 | 2 | 3 | 4 {
  const lower = password.toLowerCase();
  if (password.length < 6) return password ? 1 : 0;
  if (COMMON.some((c) => lower.includes(c)) || names.some((n) => n.length > 1 && lower.includes(n.toLowerCase()))) return 1;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  const distinct = new Set(password).size;
  if (distinct < 5) return 1;
  const points = password.length + kinds * 2 + (distinct > 9 ? 2 : 0);
  if (points < 12) return 2;
  return points < 17 ? 3 : 4;
}
