// What a page says, as something that a message can carry and the desk takes. A page may call with what no message holds;
// and its scripts may cut a title in the middle of an emoji, of which the desk would refuse all, the visitor's words with it.

export function plain<T extends object>(said: T): T {
  return JSON.parse(JSON.stringify(said), (_, held: unknown) =>
    typeof held === "string" ? held.replace(/[\0\ud800-\udfff]/gu, "") : held) as T;
}
