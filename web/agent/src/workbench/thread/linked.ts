// Where a message holds addresses of web pages. Only http and https become links, so that nothing a visitor writes can run.
export interface Part {
  text: string;
  link: boolean;
}

/** Chinese punctuation ends an address, and so does a full stop or comma after it, which belongs to the sentence. */
const LINK = /(https?:\/\/[^\s<>"'，。；！？、（）《》“”]+[^\s<>"'，。；！？、（）《》“”.,;:!?)])/;

export function linked(text: string): Part[] {
  return text.split(LINK).flatMap((part, i) => (part ? [{ text: part, link: i % 2 === 1 }] : []));
}
