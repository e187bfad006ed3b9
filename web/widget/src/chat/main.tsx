// The start of the chat page: finds out where it runs, joins the visit to the screen and, in a shop's page, to the loader.
import { h, render } from "preact";
import type { ToChat } from "../bridge";
import { api } from "./api";
import { App } from "./App";
import { realWorld } from "./backoff";
import { family, hex, onTopOf, parseColour, type Rgb } from "./colour";
import { talkToHost, type Tell } from "./host";
import { keepHere, keepIn, type Keep } from "./keep";
import { placeOf } from "./place";
import { productOf } from "./product";
import { chime, readySound } from "./sound";
import { type Locale, localeOf, type Words, wordsIn } from "./text";
import type { Inbox, Page } from "./types";
import { Visit, type View } from "./visit";
import "../../../shared/tokens.css";
import "./chat.css";

const DEFAULT_COLOUR: Rgb = [15, 118, 110];
const html = document.documentElement;
const framed = window.parent !== window;
const place = placeOf(location.pathname, location.hash, framed);
const root = document.getElementById("chat") as HTMLElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

let tell: Tell | null = null;
let keep: Keep | null = null;
let open = !place?.host && !place?.preview;
let covers = false;
let page = here({ url: location.href, title: document.title, referrer: document.referrer });
let words: Words | null = null;
let spoken: Locale | null = null;
let dressed: Inbox | null = null;
let unread = -1;

const visit = new Visit(
  {
    api,
    entry: place?.entry ?? { link: "" },
    world: realWorld,
    connect: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/visitor/socket`),
    keepFor: (inbox) => keep ?? keepHere(`yingke:${inbox.id}:`, () => localStorage),
    page: () => page,
    chime,
  },
  draw,
);

/** What the shop's page tells, and what every page of this browser has in common. */
function here(told: Page): Page {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { ...told, product: productOf(told.product, told.url), timezone: timeZone, screen: `${screen.width}x${screen.height}` };
}

function draw(view: View): void {
  speak(localeOf(view.inbox?.locale, navigator.languages));
  if (!words || !spoken) return;
  if (view.inbox && view.inbox !== dressed) dress(view.inbox, words);
  count(open && !document.hidden ? 0 : (view.conversation?.unread ?? 0), view, words);
  const close = place?.host ? () => tell?.({ type: "close" }) : null;
  const widen = (wide: boolean) => tell?.({ type: "wide", wide });
  render(<App {...{ view, visit, words, close, open, covers, widen }} locale={spoken} />, root);
}

/** The words of one language arrive beside the inbox, not after it; the wrong ones are never shown in between. */
function speak(locale: Locale): void {
  if (locale === spoken) return;
  spoken = locale;
  words = null;
  html.lang = locale;
  void wordsIn(locale).then((arrived) => {
    if (locale !== spoken) return;
    words = arrived;
    dressed = null;
    draw(visit.view);
  });
}

function dress(inbox: Inbox, words: Words): void {
  dressed = inbox;
  document.title = inbox.title || words.title;
  const chosen = parseColour(inbox.color);
  html.style.cssText = "";
  if (chosen) paint(chosen);
  const fill = chosen ?? DEFAULT_COLOUR;
  const look = { color: hex(fill), ink: hex(onTopOf(fill)), left: inbox.position === "left" };
  tell?.({ type: "ready", ...look, open: words.open, close: words.close });
}

function paint(chosen: Rgb): void {
  const surface = parseColour(getComputedStyle(html).getPropertyValue("--surface").trim());
  const colours = family(chosen, surface ?? [255, 255, 255]);
  for (const [name, value] of Object.entries(colours)) html.style.setProperty(`--${name}`, value);
}

function count(next: number, { inbox }: View, words: Words): void {
  if (next === unread || !inbox) return;
  unread = next;
  tell?.({ type: "unread", count: next });
  const title = inbox.title || words.title;
  document.title = next ? `(${next}) ${title}` : title;
}

function hear(said: ToChat): void {
  if ("page" in said) {
    page = here(said.page);
    visit.moved();
  }
  if (said.type === "init") {
    if (keep) return;
    keep = keepIn(said.kept, (key, value) => tell?.({ type: "keep", key, value }));
    if (said.theme) html.dataset.theme = said.theme;
    visit.start();
  } else if (said.type === "identify") visit.identify(said.identity);
  else if (said.type === "logout") visit.logout();
  else if (said.type === "shown") {
    ({ open, covers } = said);
    seen();
  }
}

function seen(): void {
  visit.show(open && !document.hidden);
  draw(visit.view);
}

function redress(): void {
  dressed = null;
  draw(visit.view);
}

// On a phone the keyboard covers the lower half; a page of its own shrinks to what is left. In a frame the loader does it.
const { visualViewport } = window;
if (!framed) visualViewport?.addEventListener("resize", () => (document.body.style.height = `${visualViewport.height}px`));

html.classList.add(framed && place?.entry && !place.preview ? "framed" : "whole");
dark.addEventListener?.("change", redress);
document.addEventListener("visibilitychange", () => {
  seen();
  if (!document.hidden) visit.nudge();
});
addEventListener("online", () => visit.nudge());
addEventListener("offline", () => draw(visit.view));

if (!place) visit.pose({ phase: "missing" });
else if (place.preview) void import("./preview").then(({ watchPreview }) => watchPreview(visit, (theme) => (html.dataset.theme = theme)));
else {
  readySound();
  if (place.host) tell = talkToHost(place.host, hear);
  else visit.start();
}
seen();
