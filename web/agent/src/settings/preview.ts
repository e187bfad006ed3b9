// What the settings page tells the chat in its frame, so that it shows the draft instead of a visit.
import type { WebSettings } from "@yingke/shared";
import { tidied } from "./formBuilder";

export type Scene = "start" | "form" | "talk" | "offline" | "rating";
export const SCENES: readonly Scene[] = ["start", "form", "talk", "offline", "rating"];

export interface PreviewSaid {
  type: "yingke:preview";
  inbox: Record<string, unknown>;
  scene: Scene;
  theme: string;
}

/** The inbox as visitors get it, made of what stands in the form now. */
export function previewOf(id: string, settings: WebSettings, shop: string, language: string, scene: Scene, theme: string): PreviewSaid {
  const { title, welcome_text, offline_text, color, locale, position, faq, offline_email } = settings;
  const inbox = {
    id,
    title: title?.trim() || shop,
    welcome_text: welcome_text?.trim() || null,
    offline_text: offline_text?.trim() || null,
    color: color || null,
    // Visitors' browsers decide; here the one who sets it up is the visitor.
    locale: locale && locale !== "auto" ? locale : language,
    position: position ?? "right",
    form: tidied(settings.form),
    faq: (faq ?? []).filter((one) => one.question.trim() && one.answer.trim()),
    offline_email: offline_email ?? "optional",
  };
  // Proxies of the form can't be sent to another window.
  return { type: "yingke:preview", inbox: JSON.parse(JSON.stringify(inbox)) as Record<string, unknown>, scene, theme };
}
