// The first script, small enough to run while the rest is on its way: it asks for the language and for what the first page
// shows, then for the workbench.
import { askEarly } from "./early";
import { locales, preferredLanguage } from "./language";

const language = preferredLanguage();
askEarly(language);
// A failure is told where the language is used.
locales[`./locales/${language}.json`]?.().catch(() => {});
void import("./main");
