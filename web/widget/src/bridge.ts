// The words that loader and chat say to each other across the frame. Shapes only, shared by both builds.
import type { Identity, Page } from "./chat/types";

/** Marks our messages among everything else that a page posts. */
export const MARK = "yingke";

export type ToChat =
  | { type: "init"; kept: Record<string, string>; page: Page; theme: string | undefined }
  | { type: "shown"; open: boolean; page: Page; covers: boolean }
  | { type: "page"; page: Page }
  | { type: "identify"; identity: Identity }
  | { type: "logout" };

export type ToHost =
  | { type: "hello" }
  | { type: "ready"; color: string; ink: string; left: boolean; open: string; close: string }
  | { type: "unread"; count: number }
  | { type: "keep"; key: string; value: string | null }
  /** The whole window, while a picture is looked at. */
  | { type: "wide"; wide: boolean }
  | { type: "close" };

export type Marked<T> = T & { from: typeof MARK };
