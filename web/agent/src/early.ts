// The first questions, asked while the workbench itself is still on its way: over a slow line they would otherwise wait for
// it, one after the other. Answers are used once, by the client, while the desk begins; afterwards they are forgotten.
const HERE = "yingke.here";
const asked = new Map<string, Promise<Response>>();

/** Only where somebody was signed in: everybody else would be refused four times. */
export function askEarly(language: string): void {
  const { pathname, search } = location;
  if (localStorage.getItem(HERE) === null || pathname === "/login" || pathname === "/register") return;
  const first = ["/api/v1/me", "/api/v1/team?limit=200", "/api/v1/conversations/counts"];
  if (!search && (pathname === "/" || pathname.startsWith("/conversations"))) first.push("/api/v1/conversations?view=mine&limit=100");
  for (const path of first) {
    const answer = fetch(path, { headers: { "accept-language": language }, credentials: "same-origin" });
    // Whoever takes the answer hears of the failure; of one that nobody takes there is nothing to say.
    answer.catch(() => {});
    asked.set(path, answer);
  }
}

export function takeEarly(path: string): Promise<Response> | undefined {
  const answer = asked.get(path);
  asked.delete(path);
  return answer;
}

const PATIENCE = 5_000;

/** The lowest position of those answers: what happened between the first and the last of them is heard once more. */
export async function earliest(): Promise<number | null> {
  const patience = new Promise<never>((_, stop) => setTimeout(stop, PATIENCE));
  patience.catch(() => {});
  const answers = await Promise.allSettled([...asked.values()].map((one) => Promise.race([one, patience])));
  const positions = answers.flatMap((one) => {
    const position = one.status === "fulfilled" ? one.value.headers.get("yingke-seq") : null;
    return position === null ? [] : [Number(position)];
  });
  return positions.length ? Math.min(...positions) : null;
}

export function forgetEarly(): void {
  asked.clear();
}

export function rememberHere(): void {
  localStorage.setItem(HERE, "1");
}

export function forgetHere(): void {
  localStorage.removeItem(HERE);
}
