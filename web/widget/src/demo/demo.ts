// The demo shop's only script: carries the chat tag for the inbox named in the address, as a real shop's page would, goes
// from piece to piece without loading, tells the chat which one is looked at, and shows what the agent learns of it.

interface Product {
  title: string;
  price: string;
  image: string;
  link: string;
}

interface Talk {
  (command: "open"): void;
  (command: "product", product: Product | null): void;
  q?: unknown[];
}

const shop = window as unknown as { yingke?: Talk };
const html = document.documentElement;
const TITLES: Record<string, string> = { "zh-CN": "青山窑 · 茶与器", en: "Qingshan Kiln · tea and wares" };
const one = <T extends HTMLElement>(selector: string, inside: ParentNode = document) => inside.querySelector<T>(selector);
const all = (selector: string) => document.querySelectorAll<HTMLElement>(selector);
const speaks = () => (html.lang === "en" ? "en" : "zh-CN");

/** Calls made before the chat's script has arrived wait for it. */
const waiting: unknown[] = [];
shop.yingke ??= Object.assign((...command: unknown[]) => void waiting.push(command), { q: waiting });

const inbox = location.pathname.split("/").filter(Boolean)[1];
if (inbox) {
  const tag = document.createElement("script");
  tag.src = "/widget.js";
  tag.async = true;
  tag.dataset.inbox = decodeURIComponent(inbox);
  document.head.append(tag);
}

/** What is written on a piece's card, in the language of the page. */
function product(item: string): (Product & { kind: string }) | null {
  const card = item && document.getElementById(item)?.closest(".card");
  if (!card) return null;
  const said = (selector: string) => one(`${selector} [lang="${speaks()}"]`, card)?.textContent ?? "";
  return {
    title: said("h3"),
    kind: said("p"),
    price: one("strong", card)?.textContent ?? "",
    image: one<HTMLImageElement>("img", card)?.src ?? "",
    link: new URL(`?item=${item}`, location.href).href,
  };
}

const looked = () => new URLSearchParams(location.search).get("item") ?? "";
let asked = looked();

/** Draws the page of the address: one piece, or all of them. */
function draw(): void {
  const piece = product(looked());
  document.title = piece ? `${piece.title} · ${TITLES[speaks()]}` : (TITLES[speaks()] ?? "");
  all("[data-home]").forEach((section) => (section.hidden = !!piece));
  (one("[data-view]") as HTMLElement).hidden = !piece;
  if (piece) {
    (one("[data-picture]") as HTMLImageElement).src = piece.image;
    for (const part of ["title", "kind", "price"] as const) (one(`[data-${part}]`) as HTMLElement).textContent = piece[part];
  }
  tell();
}

/** Tells the chat, and shows here what it tells. */
function tell(): void {
  const piece = product(asked);
  const told = piece && { title: piece.title, price: piece.price, image: piece.image, link: piece.link };
  shop.yingke?.("product", told);
  (one("[data-told-page]") as HTMLElement).textContent = `${document.title} — ${location.href}`;
  (one("[data-told-product]") as HTMLElement).textContent = told ? `${told.title} ${told.price}` : "—";
  (one("[data-told-call]") as HTMLElement).textContent = told
    ? `yingke("product", ${JSON.stringify({ ...told, image: new URL(told.image).pathname, link: `?item=${asked}` })})`
    : `yingke("product", {title, price, image, link})`;
}

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const link = target.closest<HTMLElement>("[data-item]");
  const button = target.closest<HTMLElement>("[data-ask]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    asked = link.dataset.item ?? "";
    history.pushState(null, "", asked ? `?item=${asked}` : location.pathname);
    draw();
    scrollTo({ top: 0, behavior: "instant" });
    one("[data-title]")?.focus({ preventScroll: true });
  } else if (button) {
    asked = button.dataset.ask || looked();
    tell();
    shop.yingke?.("open");
  } else if (looked() && target.closest("nav a")) {
    // The sections that the menu leads to are on the first page.
    asked = "";
    history.pushState(null, "", location.pathname);
    draw();
  }
});
addEventListener("popstate", () => {
  asked = looked();
  draw();
});

all("[data-ask]").forEach((button) => (button.hidden = !inbox));
one("[data-language]")?.addEventListener("click", () => {
  html.lang = speaks() === "en" ? "zh-CN" : "en";
  draw();
});
if (!navigator.language.startsWith("zh")) html.lang = "en";
draw();
export {};
