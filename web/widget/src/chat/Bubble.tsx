// One message, confirmed or on its way: what it answers, words with their links, pictures, files, and how it fared.
import { Fragment, h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, IconButton } from "./Icon";
import { paint } from "./photo";
import { clock, fileSize, type Locale, type Words } from "./text";
import { isMine, type Line } from "./thread";
import type { Attachment, Quote } from "./types";
import type { Visit } from "./visit";

type SaidLine = Extract<Line, { type: "said" }>;
type PendingLine = Extract<Line, { type: "pending" }>;

export interface Talk {
  visit: Visit;
  words: Words;
  locale: Locale;
  /** Shows a picture at full size. */
  look: (id: string) => void;
}

const sides = (mine: boolean, first: boolean, last: boolean) =>
  `said ${mine ? "mine" : "theirs"}${first ? " first" : ""}${last ? " last" : ""}`;

export function Said({ line, talk }: { line: SaidLine; talk: Talk }) {
  const { message, mine, first, last, receipt } = line;
  const { words, locale, look } = talk;
  const name = mine ? words.you : message.sender.name || words.agent;
  if (message.state === "recalled") return <li class="event">{mine ? words.recalledMine : words.recalled}</li>;
  return (
    <li class={sides(mine, first, last)}>
      {first && (
        <span class={mine ? "hidden" : "name"}>
          {message.automatic ? <small class="tag">{words.automatic}</small> : <><i aria-hidden="true">{[...name][0]}</i>{name}</>}
        </span>
      )}
      <div class="body">
        {message.text && (
          <div class="bubble">
            <Quoted quote={message.reply_to} words={words} />
            <Text text={message.text} />
          </div>
        )}
        {message.attachments.map((attachment) => (
          <Attached key={attachment.id} attachment={attachment} words={words} look={look} />
        ))}
        {!message.automatic && <Acts line={line} talk={talk} />}
      </div>
      {(last || receipt) && (
        <span class="meta">
          <time dateTime={message.created_at}>{clock(message.created_at, locale)}</time>
          {receipt && <span>{words[receipt]}</span>}
        </span>
      )}
    </li>
  );
}

/** What can be done with a message: quoted, its words copied. */
function Acts({ line: { message }, talk: { visit, words } }: { line: SaidLine; talk: Talk }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const act = (run: () => void) => () => {
    setOpen(false);
    run();
  };
  const escape = (event: KeyboardEvent) => {
    if (!open || event.key !== "Escape") return;
    event.preventDefault();
    setOpen(false);
    (box.current?.firstChild as HTMLElement).focus();
  };
  const left = ({ relatedTarget }: FocusEvent) => {
    if (!box.current?.contains(relatedTarget as Node | null)) setOpen(false);
  };
  return (
    <div class="acts" ref={box} onKeyDown={escape} onFocusOut={left}>
      <IconButton icon="more" label={words.more} aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <div class="menu">
          <button type="button" onClick={act(() => visit.quote(message))}>{words.quote}</button>
          {message.text && <button type="button" onClick={act(() => void navigator.clipboard?.writeText(message.text))}>{words.copy}</button>}
        </div>
      )}
    </div>
  );
}

export function Quoted({ quote, words }: { quote: Quote | null | undefined; words: Words }) {
  if (!quote) return null;
  const name = isMine(quote) ? words.you : quote.sender.name || words.agent;
  return (
    <blockquote>
      <b>{name}</b>
      {quote.state === "recalled" ? words.recalled : quote.text || words.image}
    </blockquote>
  );
}

export function Pending({ line, talk: { visit, words }, held }: { line: PendingLine; talk: Talk; held: boolean }) {
  const { client_id, text, quote, file, attachment, failed, progress } = line.pending;
  const name = file?.name ?? attachment?.name;
  const drop = () => visit.discard(client_id);
  return (
    <li class={`${sides(true, line.first, line.last)}${failed === null ? " sending" : " failed"}`}>
      {text && <div class="bubble"><Quoted quote={quote} words={words} /><Text text={text} /></div>}
      {file?.type.startsWith("image/") && <Preview file={file} />}
      {name && (
        <div class="file">
          <Icon name="file" />
          <span class="file-name">{name}</span>
          <small>{fileSize(file?.size ?? attachment?.size ?? 0)}</small>
          {file && failed === null && (
            <IconButton icon="shut" label={`${words.cancel} ${name}`} onClick={drop} />
          )}
          {progress !== null && <span class="bar" role="progressbar" aria-label={words.sending} aria-valuenow={Math.round(progress * 100)} style={{ width: `${progress * 100}%` }} />}
        </div>
      )}
      {failed === null ? (
        line.last && <span class={held ? "meta" : "meta slow"}>{held ? words.held : words.sending}</span>
      ) : (
        <span class="meta" role="alert">
          <b>{words.failed}</b>
          {failed && <span>{failed}</span>}
          <button type="button" class="link" onClick={() => visit.retry(client_id)}>{words.retry}</button>
          <button type="button" class="link" onClick={drop}>{words.discard}</button>
        </span>
      )}
    </li>
  );
}

const LINK = /(https?:\/\/[^\s<>"'，。；！？、（）《》“”]+[^\s<>"'，。；！？、（）《》“”.,;:!?)])/;

export function Text({ text }: { text: string }) {
  return (
    <p class="text">
      {text.split(LINK).map((part, i) =>
        i % 2 ? <a href={part} target="_blank" rel="noopener noreferrer nofollow">{part}</a> : part,
      )}
    </p>
  );
}

const SHOWN = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
export const isPicture = ({ type }: Attachment): boolean => SHOWN.test(type);

function Attached({ attachment, words, look }: { attachment: Attachment; words: Words; look: (id: string) => void }) {
  const { id, name, size, url } = attachment;
  if (isPicture(attachment)) {
    return (
      <button type="button" class="picture" aria-label={`${words.image} ${name}`} onClick={() => look(id)}>
        <img src={url} alt="" loading="lazy" />
      </button>
    );
  }
  return (
    <a class="file" href={url} target="_blank" rel="noopener" download={name}>
      <Icon name="file" />
      <span class="file-name">{name}</span>
      <small>{fileSize(size)}</small>
    </a>
  );
}

/** Drawn on a canvas, because the page's policy allows no blob: pictures. */
function Preview({ file }: { file: File }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let gone = false;
    createImageBitmap?.(file).then(
      (picture) => !gone && canvas.current && paint(canvas.current, picture, 480),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [file]);
  return <canvas class="preview" ref={canvas} width={0} height={0} aria-hidden="true" />;
}
