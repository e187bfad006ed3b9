// The start of the chat page: finds out where it runs, joins the visit to the screen and, in a shop's page, to the loader.
import { render } from "preact";
import type { ToChat } from "../bridge";
import { api } from "./api";
import { App } from "./App";
import { realWorld } from "./backoff";
import { family, hex, onTopOf, parseColour, type Rgb } from "./colour";
import { talkToHost, type Tell } from "./host";
import { keepHere, keepIn, type Keep } from "./keep";
import { placeOf } from "./place";
import { localeOf, wordsIn } from "./text";
import type { Inbox, Page } from "./types";
import { Visit, type View } from "./visit";
import "../../../shared/tokens.css";
import "./chat.css";

const DEFAULT_COLOUR: Rgb = [15, 118, 110];
const framed = window.parent !== window;
const place = placeOf(location.pathname, location.hash, framed);
const root = document.getElementById("chat") as HTMLElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

let tell: Tell | null = null;
let keep: Keep | null = null;
let open = !place?.host;
let page: Page = { url: location.href, title: document.title, referrer: document.referrer };
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
  },
  draw,
);

function draw(view: View): void {
  const locale = localeOf(view.inbox?.locale, navigator.languages);
  const words = wordsIn(locale);
  if (view.inbox && view.inbox !== dressed) dress(view.inbox, words, locale);
  count(open && !document.hidden ? 0 : (view.conversation?.unread ?? 0), view);
  const close = place?.host ? () => tell?.({ type: "close" }) : null;
  render(<App view={view} visit={visit} words={words} locale={locale} close={close} open={open} />, root);
}

function dress(inbox: Inbox, words: ReturnType<typeof wordsIn>, locale: string): void {
  dressed = inbox;
  document.documentElement.lang = locale;
  document.title = inbox.title || words.title;
  const chosen = parseColour(inbox.color);
  if (chosen) paint(chosen);
  const fill = chosen ?? DEFAULT_COLOUR;
  const look = { color: hex(fill), ink: hex(onTopOf(fill)), left: inbox.position === "left" };
  tell?.({ type: "ready", ...look, open: words.open, close: words.close });
}

function paint(chosen: Rgb): void {
  const { style } = document.documentElement;
  const surface = parseColour(getComputedStyle(document.documentElement).getPropertyValue("--surface").trim());
  const colours = family(chosen, surface ?? [255, 255, 255]);
  for (const [name, value] of Object.entries(colours)) style.setProperty(`--${name}`, value);
}

function count(next: number, { inbox }: View): void {
  if (next === unread || !inbox) return;
  unread = next;
  tell?.({ type: "unread", count: next });
  const title = inbox.title || wordsIn(localeOf(inbox.locale, navigator.languages)).title;
  document.title = next ? `(${next}) ${title}` : title;
}

function hear(said: ToChat): void {
  if ("page" in said) page = said.page;
  if (said.type === "init") {
    if (keep) return;
    keep = keepIn(said.kept, (key, value) => tell?.({ type: "keep", key, value }));
    if (said.theme) document.documentElement.dataset.theme = said.theme;
    visit.start();
  } else if (said.type === "identify") visit.identify(said.identity);
  else if (said.type === "logout") visit.logout();
  else if (said.type === "shown") {
    open = said.open;
    seen();
  }
}

function seen(): void {
  visit.show(open && !document.hidden);
  draw(visit.view);
}

document.documentElement.lang = localeOf(null, navigator.languages);
document.documentElement.classList.add(place?.host ? "framed" : "whole");
dark.addEventListener?.("change", () => visit.view.inbox && dress(visit.view.inbox, wordsIn(localeOf(visit.view.inbox.locale, navigator.languages)), document.documentElement.lang));
document.addEventListener("visibilitychange", () => {
  seen();
  if (!document.hidden) visit.nudge();
});
addEventListener("online", () => visit.nudge());
addEventListener("offline", () => draw(visit.view));

draw(place ? visit.view : { ...visit.view, phase: "missing" });
if (place?.host) tell = talkToHost(place.host, hear);
else if (place) visit.start();
seen();
