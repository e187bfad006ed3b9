// The owner's password rules, for forms that set a password. Only the owner may ask for them; to everybody else the desk
// says what is missing when it refuses.
import { shallowRef, type ShallowRef } from "vue";
import type { PasswordPolicy } from "@yingke/shared";
import { api } from "../api";
import { desk } from "../desk";
import { leastPolicy } from "../parts/passwordRules";

export function usePolicy(): ShallowRef<PasswordPolicy> {
  const policy = shallowRef(leastPolicy);
  if (desk.me.value?.owner) void api.passwordPolicy().then((found) => (policy.value = found), () => {});
  return policy;
}
