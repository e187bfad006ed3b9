// The script a shop puts into its pages: a button, a frame with the chat, and the shop's storage lent to the chat. It sets
// every style through CSSOM inside a shadow root, so that it works under a strict page policy and neither page styles the
// other. It makes no request of its own beyond the frame.
import { MARK, type Marked, type ToChat, type ToHost } from "../bridge";
import type { Identity, Page, Product } from "../chat/types";
import { launcher } from "./launcher";
import { panel, phone } from "./panel";
import { plain } from "./plain";

type Command = [name: "open" | "close" | "logout"] | [name: "identify", identity: Identity] | [name: "product", product: Product | null];
interface Yingke {
  (...command: Command): void;
  /** Commands given before this script arrived. */
  q?: Command[];
  on?: true;
}

declare global {
  interface Window {
    yingke?: Yingke;
  }
}

const tag = (document.currentScript ?? document.querySelector("script[data-inbox]")) as HTMLScriptElement | null;
const inbox = tag?.dataset.inbox;

if (tag && inbox && !window.yingke?.on) {
  const early = window.yingke?.q ?? [];
  const yingke = begin(new URL(tag.src, location.href).origin, inbox, tag.dataset.theme);
  yingke.on = true;
  window.yingke = yingke;
  early.forEach((command) => yingke(...command));
}

function begin(desk: string, inbox: string, theme: string | undefined): Yingke {
  const prefix = `yingke:${inbox}:`;
  const host = document.createElement("div");
  // Out of the page's flow and grid, and above it: nothing in the shop's page moves when we come.
  host.style.cssText = ["all:initial", "position:fixed", "width:0", "height:0", "z-index:2147483000"].join("!important;") + "!important";
  const root = host.attachShadow({ mode: "open" });
  const button = launcher(() => show(!open));
  const frame = panel(`${desk}/chat/${encodeURIComponent(inbox)}#${encodeURIComponent(location.origin)}`);
  root.append(frame.element, button.element);

  let greeted = false;
  let open = false;
  /** What the page called last; undefined while it has not. */
  let called: Product | null | undefined;
  const waiting: ToChat[] = [];

  // Until the chat has introduced itself nobody listens; what was asked for meanwhile keeps its order.
  function post(message: ToChat): void {
    if (greeted) frame.element.contentWindow?.postMessage({ from: MARK, ...message }, desk);
    else waiting.push(message);
  }

  function show(next: boolean): void {
    if (next === open) return;
    open = next;
    if (greeted) frame.show(open);
    button.show(open);
    post({ type: "shown", open, page: page(), covers: phone.matches });
    (open ? frame : button).element.focus();
  }

  function hear(said: ToHost): void {
    if (said.type === "hello") {
      greeted = true;
      post({ type: "init", kept: kept(prefix), page: page(), theme });
      waiting.splice(0).forEach(post);
      frame.show(open);
    } else if (said.type === "ready") {
      frame.place(said.left);
      button.dress(said);
    } else if (said.type === "unread") button.count(said.count);
    else if (said.type === "keep") keep(prefix + said.key, said.value);
    else if (said.type === "wide") frame.widen(said.wide);
    else show(false);
  }

  function page(): Page {
    const product = called === undefined ? written() : called;
    return plain({ url: location.href, title: document.title, referrer: document.referrer, product });
  }

  let told = "";
  function moved(): void {
    const now = page();
    if (told !== (told = JSON.stringify(now))) post({ type: "page", page: now });
  }

  addEventListener("message", ({ origin, source, data }: MessageEvent<Marked<ToHost> | null>) => {
    if (origin === desk && source === frame.element.contentWindow && data?.from === MARK) hear(data);
  });
  addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && show(false));
  addEventListener("popstate", moved);
  addEventListener("hashchange", moved);
  // Shops that change pages without loading them: no event tells of it in every browser, so their calls are listened to.
  for (const name of ["pushState", "replaceState"] as const) {
    const change = history[name];
    history[name] = function (...state) {
      change.apply(this, state);
      moved();
    };
  }
  // The title and the product written in the page's head often follow the address.
  new MutationObserver(moved).observe(document.head, { childList: true, subtree: true, characterData: true, attributes: true });
  whenIdle(() => document.body.append(host));

  return (...[name, what]) => {
    if (name === "open" || name === "close") show(name === "open");
    else if (name === "identify") post({ type: name, identity: what });
    else if (name === "product") {
      called = what;
      moved();
    } else post({ type: name });
  };
}

/** The shop's own page comes first; the chat loads when the browser has nothing better to do. */
function whenIdle(run: () => void): void {
  // Safari has no idle callback.
  const soon = () => ("requestIdleCallback" in window ? requestIdleCallback(run, { timeout: 2000 }) : setTimeout(run, 1));
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon);
}

/** <meta name="yingke:product" content='{"title": …}'> */
function written(): Product | null {
  try {
    return JSON.parse(document.querySelector<HTMLMetaElement>('meta[name="yingke:product"]')?.content ?? "null");
  } catch {
    return null;
  }
}

function kept(prefix: string): Record<string, string> {
  try {
    const own = Object.entries(localStorage).filter(([key]) => key.startsWith(prefix));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value as string]));
  } catch {
    return {};
  }
}

function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // A full or forbidden storage: the chat still holds it until the page closes.
  }
}
