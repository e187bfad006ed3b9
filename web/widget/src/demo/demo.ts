// The demo shop's only script: carries the chat tag for the inbox named in the address, as a real shop's page would,
// opens the chat from the shop's own buttons, and switches the language of the page.

type Yingke = (command: "open") => void;
const shop = window as Window & { yingke?: Yingke };
const html = document.documentElement;
const TITLES: Record<string, string> = { "zh-CN": "青山窑 · 茶与器", en: "Qingshan Kiln · tea and wares" };

const inbox = location.pathname.split("/").filter(Boolean)[1];
if (inbox) {
  const tag = document.createElement("script");
  tag.src = "/widget.js";
  tag.async = true;
  tag.dataset.inbox = decodeURIComponent(inbox);
  document.head.append(tag);
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-ask]")) {
  button.hidden = !inbox;
  button.addEventListener("click", () => shop.yingke?.("open"));
}

function speak(language: string): void {
  html.lang = language;
  document.title = TITLES[language] ?? document.title;
}

document.querySelector("[data-language]")?.addEventListener("click", () => speak(html.lang === "en" ? "zh-CN" : "en"));
if (!navigator.language.startsWith("zh")) speak("en");
export {};
