// Which files are shown as pictures, and all of a thread in their order.
import type { Attachment, Message } from "@yingke/shared";

export interface Picture {
  file: Attachment;
  message: Message;
}

export const isPicture = (file: Attachment) => /^image\/(png|jpe?g|gif|webp|avif)$/.test(file.type);

export function picturesIn(items: readonly Message[]): Picture[] {
  return items.flatMap((message) => (message.state === "recalled" ? [] : message.attachments.filter(isPicture).map((file) => ({ file, message }))));
}
