// One message, confirmed or on its way: words with their links, pictures, files, and how it fared.
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon";
import { clock, fileSize, type Locale, type Words } from "./text";
import type { Line } from "./thread";
import type { Attachment } from "./types";
import type { Visit } from "./visit";

type SaidLine = Extract<Line, { type: "said" }>;
type PendingLine = Extract<Line, { type: "pending" }>;

export function Said({ line, words, locale }: { line: SaidLine; words: Words; locale: Locale }) {
  const { message, mine, first, last, receipt } = line;
  const recalled = message.state === "recalled";
  if (recalled) return <li class="event">{mine ? words.recalledMine : words.recalled}</li>;
  return (
    <li class={`said ${mine ? "mine" : "theirs"}${first ? " first" : ""}${last ? " last" : ""}`}>
      {first && <span class={mine ? "hidden" : "name"}>{mine ? words.you : message.sender.name || words.agent}</span>}
      {message.text && (
        <div class="bubble">
          <Text text={message.text} />
        </div>
      )}
      {message.attachments.map((attachment) => (
        <Attached key={attachment.id} attachment={attachment} words={words} />
      ))}
      {(last || receipt) && (
        <span class="meta">
          <time dateTime={message.created_at}>{clock(message.created_at, locale)}</time>
          {receipt && <span>{words[receipt]}</span>}
        </span>
      )}
    </li>
  );
}

export function Pending({ line, visit, words }: { line: PendingLine; visit: Visit; words: Words }) {
  const { client_id, text, file, attachment, failed, progress } = line.pending;
  const name = file?.name ?? attachment?.name;
  return (
    <li class={`said mine${line.first ? " first" : ""}${line.last ? " last" : ""}${failed === null ? " sending" : " failed"}`}>
      {text && <div class="bubble"><Text text={text} /></div>}
      {file?.type.startsWith("image/") && <Preview file={file} />}
      {name && (
        <div class="file">
          <Icon name="file" />
          <span class="file-name">{name}</span>
          <small>{fileSize(file?.size ?? attachment?.size ?? 0)}</small>
          {progress !== null && <progress max={1} value={progress} aria-label={words.sending} />}
        </div>
      )}
      {failed === null ? (
        line.last && <span class="meta slow">{words.sending}</span>
      ) : (
        <span class="meta" role="alert">
          <b>{words.failed}</b>
          {failed && <span>{failed}</span>}
          <button type="button" onClick={() => visit.retry(client_id)}>{words.retry}</button>
          <button type="button" onClick={() => visit.discard(client_id)}>{words.discard}</button>
        </span>
      )}
    </li>
  );
}

const LINK = /(https?:\/\/[^\s<>"'，。；！？、（）《》“”]+[^\s<>"'，。；！？、（）《》“”.,;:!?)])/;

function Text({ text }: { text: string }) {
  return (
    <p class="text">
      {text.split(LINK).map((part, i) =>
        i % 2 ? <a href={part} target="_blank" rel="noopener noreferrer nofollow">{part}</a> : part,
      )}
    </p>
  );
}

const SHOWN = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

function Attached({ attachment, words }: { attachment: Attachment; words: Words }) {
  const { name, type, size, url } = attachment;
  if (SHOWN.test(type)) {
    return (
      <a class="picture" href={url} target="_blank" rel="noopener" aria-label={`${words.image} ${name}`}>
        <img src={url} alt={name} loading="lazy" />
      </a>
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
      (picture) => !gone && canvas.current && paint(canvas.current, picture),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [file]);
  return <canvas class="preview" ref={canvas} width={0} height={0} aria-hidden="true" />;
}

function paint(canvas: HTMLCanvasElement, picture: ImageBitmap): void {
  const scale = Math.min(1, 480 / Math.max(picture.width, picture.height));
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
}
