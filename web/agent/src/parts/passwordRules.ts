// What a password must be, told before it is typed and ticked off while it is. The desk has the last word; this only
// spares people a refusal.
import type { PasswordPolicy } from "@yingke/shared";

export type PasswordRule = "length" | "classes" | "names";

export const leastPolicy: PasswordPolicy = { min_length: 6, classes: 1, max_age_days: null };

export function passwordRules(password: string, names: readonly string[], policy: PasswordPolicy): { rule: PasswordRule; met: boolean }[] {
  const folded = password.toLowerCase();
  const rules: { rule: PasswordRule; met: boolean }[] = [{ rule: "length", met: [...password].length >= policy.min_length }];
  if (policy.classes > 1) rules.push({ rule: "classes", met: classesOf(password) >= policy.classes });
  rules.push({ rule: "names", met: password !== "" && !names.some((name) => name.trim() !== "" && name.trim().toLowerCase() === folded) });
  return rules;
}

export const allowed = (password: string, names: readonly string[], policy: PasswordPolicy): boolean => passwordRules(password, names, policy).every(({ met }) => met);

function classesOf(password: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /[0-9]/, /[^\p{Ll}\p{Lu}0-9]/u].filter((kind) => kind.test(password)).length;
}
