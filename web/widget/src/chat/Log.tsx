// The messages: keeps the newest in sight as long as the reader is at the end, and leaves him alone when he is not.
import { Fragment, h } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Pending, Said, type Talk, Text } from "./Bubble";
import { Cards } from "./Cards";
import { Icon } from "./Icon";
import { last } from "./last";
import { day, type Words } from "./text";
import { isMine, lines, type Line } from "./thread";
import type { Message } from "./types";
import { type Aside, emailFirst, untouched, type View } from "./view";

interface Props {
  view: View;
  talk: Talk;
  open: boolean;
}

const NEAR_END = 60;

export function Log({ view, talk, open }: Props) {
  const { words } = talk;
  const { box, missed, toEnd, scrolled } = useEnd(view, open, () => untouched(talk.visit.view));
  return (
    <main class="log-frame">
      <div class="log" ref={box} onScroll={scrolled}>
        <div class="all">
          <div role="log" tabIndex={0} aria-label={words.log} aria-busy={!view.loaded}>
            <ol>
              {!view.loaded && <Skeleton />}
              {view.loaded && <Welcome view={view} words={words} />}
              {lines(view.messages, view.pending, view.readSeq, view.asides).map((line) => (
                <Row key={line.key} line={line} talk={talk} held={emailFirst(view)} />
              ))}
              {view.typing && <Typing words={words} />}
            </ol>
          </div>
          {view.loaded && <Cards view={view} talk={talk} />}
        </div>
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

/** Whether the reader is at the end, and the way there. The front is read from its top and has no end to be kept at. */
function useEnd({ messages, pending, typing, asides, loaded, conversation }: View, open: boolean, front: () => boolean) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const [missed, setMissed] = useState(false);
  const own = pending.length;
  const latest = last(messages);
  const newest = last(pending)?.client_id ?? latest?.id;

  const toEnd = () => {
    if (box.current && !front()) box.current.scrollTop = box.current.scrollHeight;
    atEnd.current = true;
    setMissed(false);
  };
  useLayoutEffect(() => {
    if (atEnd.current || own) toEnd();
    else if (latest && !isMine(latest)) setMissed(true);
  }, [newest, own]);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [typing, open, loaded, conversation?.status, asides.length]);
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
    if (near || scrollTop < lastTop.current) atEnd.current = near || front();
    lastTop.current = scrollTop;
    if (near) setMissed(false);
  };
  return { box, missed, toEnd, scrolled };
}

function Row({ line, talk, held }: { line: Line; talk: Talk; held: boolean }) {
  if (line.type === "day") return <li class="day">{day(line.at, Date.now(), talk.locale, talk.words)}</li>;
  if (line.type === "event") return <Happened message={line.message} words={talk.words} />;
  if (line.type === "aside") return <Answered aside={line.aside} words={talk.words} />;
  if (line.type === "said") return <Said line={line} talk={talk} />;
  return <Pending line={line} talk={talk} held={held} />;
}

/** A question of the shop's list with its answer; neither has been sent. */
function Answered({ aside, words }: { aside: Aside; words: Words }) {
  return (
    <>
      <li class="said mine first last"><div class="bubble"><Text text={aside.question} /></div></li>
      <li class="said theirs first last">
        <Automatic words={words} />
        <div class="bubble"><Text text={aside.answer} /></div>
      </li>
    </>
  );
}

function Happened({ message, words }: { message: Message; words: Words }) {
  const known: Record<string, string> = { ended: words.ended, reopened: words.reopened, transferred: words.transferred };
  const text = known[message.event?.type ?? ""] ?? message.text;
  return text ? <li class="event">{text}</li> : null;
}

/** The shop's greeting stands before the first message; the desk keeps its own copy there once something has been said. */
function Welcome({ view, words }: { view: View; words: Words }) {
  const greeting = view.inbox?.welcome_text || words.greeting;
  if (view.messages[0]?.automatic) return null;
  if (untouched(view)) return <li class="greeting"><Text text={greeting} /></li>;
  return (
    <li class="said theirs first last">
      <Automatic words={words} />
      <div class="bubble">
        <Text text={greeting} />
      </div>
    </li>
  );
}

function Automatic({ words }: { words: Words }) {
  return <span class="name"><small class="tag">{words.automatic}</small></span>;
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
