// The messages: keeps the newest in sight as long as the reader is at the end, and leaves him alone when he is not.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Pending, Said } from "./Bubble";
import { Icon } from "./Icon";
import { day, type Locale, type Words } from "./text";
import { isMine, lines, type Line } from "./thread";
import type { Message } from "./types";
import type { Visit, View } from "./visit";

interface Props {
  view: View;
  visit: Visit;
  words: Words;
  locale: Locale;
  open: boolean;
}

const NEAR_END = 60;

export function Log({ view, visit, words, locale, open }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const [missed, setMissed] = useState(false);
  const { messages, pending, typing } = view;
  const own = pending.length;
  const latest = messages.at(-1);
  const newest = pending.at(-1)?.client_id ?? latest?.id;

  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    atEnd.current = true;
    setMissed(false);
  };
  useLayoutEffect(() => {
    if (atEnd.current || own) toEnd();
    else if (latest && !isMine(latest)) setMissed(true);
  }, [newest, own]);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [typing, open, view.loaded, view.conversation?.status]);
  // Pictures and a shrinking window move the end after it was reached.
  useLayoutEffect(() => {
    if (!box.current || typeof ResizeObserver === "undefined") return;
    const watch = new ResizeObserver(() => atEnd.current && toEnd());
    for (const element of [box.current, box.current.firstElementChild]) if (element) watch.observe(element);
    return () => watch.disconnect();
  }, []);

  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current as HTMLDivElement;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_END;
    // Only a movement upwards is the reader's wish to stay behind; a picture that grew below is not.
    if (near || scrollTop < lastTop.current) atEnd.current = near;
    lastTop.current = scrollTop;
    if (near) setMissed(false);
  };
  return (
    <main class="log-frame">
      <div class="log" ref={box} onScroll={scrolled} tabIndex={0} role="log" aria-label={words.log} aria-busy={!view.loaded}>
        <ol>
          {!view.loaded && <Skeleton />}
          {view.loaded && <Welcome view={view} words={words} />}
          {lines(messages, pending, view.readSeq).map((line) => (
            <Row key={line.key} line={line} visit={visit} words={words} locale={locale} />
          ))}
          {view.conversation?.status === "ended" && <li class="event">{words.endedHint}</li>}
          {typing && <Typing words={words} />}
        </ol>
      </div>
      {missed && (
        <button type="button" class="missed" onClick={toEnd}>
          <Icon name="down" />
          {words.newMessages}
        </button>
      )}
    </main>
  );
}

type RowProps = { line: Line; visit: Visit; words: Words; locale: Locale };

function Row({ line, visit, words, locale }: RowProps) {
  if (line.type === "day") return <li class="day">{day(line.at, Date.now(), locale)}</li>;
  if (line.type === "event") return <Happened message={line.message} words={words} />;
  if (line.type === "said") return <Said line={line} words={words} locale={locale} />;
  return <Pending line={line} visit={visit} words={words} />;
}

function Happened({ message, words }: { message: Message; words: Words }) {
  const known: Record<string, string> = { ended: words.ended, reopened: words.reopened, transferred: words.transferred };
  const text = known[message.event?.type ?? ""] ?? message.text;
  return text ? <li class="event">{text}</li> : null;
}

/** The shop's greeting stands before the first message and is nobody's message. */
function Welcome({ view, words }: { view: View; words: Words }) {
  return (
    <li class="said theirs first last">
      <div class="bubble">
        <p class="text">{view.inbox?.welcome_text || words.greeting}</p>
      </div>
    </li>
  );
}

function Typing({ words }: { words: Words }) {
  return (
    <li class="said theirs first last">
      <div class="bubble">
        <span class="dots" role="img" aria-label={words.typing}><i /><i /><i /></span>
      </div>
    </li>
  );
}

function Skeleton() {
  return (
    <li class="skeleton" aria-hidden="true">
      <i /><i /><i />
    </li>
  );
}
