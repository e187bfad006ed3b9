// The whole window: head, notice line, messages, composer; or the one page that says why there is none of it.
import { Fragment, h } from "preact";
import { useRef, useState } from "preact/hooks";
import { isPicture } from "./Bubble";
import { Composer } from "./Composer";
import { Icon, IconButton } from "./Icon";
import { Log } from "./Log";
import type { Locale, Words } from "./text";
import { keepFocusIn } from "./focus";
import { formFirst, nobodyThere, untouched, type View } from "./view";
import { Viewer } from "./Viewer";
import type { Visit } from "./visit";

interface Props {
  view: View;
  visit: Visit;
  words: Words;
  locale: Locale;
  close: (() => void) | null;
  open: boolean;
  /** The chat covers the shop's page: Tab stays inside. */
  covers: boolean;
  /** Asks for the whole window, to show a picture in. */
  widen: (wide: boolean) => void;
}

export function App(props: Props) {
  const { view, visit, words, locale, close, open, covers, widen } = props;
  const box = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<string | null>(null);
  const look = (id: string | null) => {
    if (!id !== !shown) widen(!!id);
    setShown(id);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") close?.();
    else if (covers) keepFocusIn(box.current, event);
  };
  const here = view.phase === "ready";
  const pictures = view.messages.flatMap(({ attachments }) => attachments.filter(isPicture));
  return (
    <div class={untouched(view) ? "chat front" : "chat"} ref={box} onKeyDown={pressed}>
      <Head {...props} />
      {here || view.phase === "loading" ? (
        <>
          <Notice view={view} words={words} />
          <Log view={view} talk={{ visit, words, locale, look }} open={open} />
          {here && !formFirst(view) && <Composer visit={visit} words={words} open={open} quoted={view.quoted} />}
          {shown && <Viewer pictures={pictures} shown={shown} words={words} look={look} />}
        </>
      ) : (
        <Closed phase={view.phase} words={words} again={() => visit.start()} />
      )}
    </div>
  );
}

function Head({ view, visit, words, close }: Props) {
  const name = view.inbox?.title || words.title;
  const agent = view.conversation?.status === "open" ? view.conversation.agent?.nickname : null;
  return (
    <header class="head">
      <span class="seal" aria-hidden="true">{[...(agent ?? name)][0]}</span>
      <div class="who">
        <h1>{name}</h1>
        {view.phase === "ready" && <p>{standing(view, words)}</p>}
      </div>
      {view.phase === "ready" && (
        <IconButton icon={view.mute ? "mute" : "bell"} label={words.sound} aria-pressed={!view.mute} onClick={() => visit.silence(!view.mute)} />
      )}
      {close && <IconButton icon="fold" label={words.close} onClick={close} />}
    </header>
  );
}

function standing(view: View, words: Words): string {
  const { conversation } = view;
  if (nobodyThere(view)) return words.offlineTitle;
  if (conversation?.status === "open" && conversation.agent) return words.serving(conversation.agent.nickname);
  return words.hint;
}

/** What holds the answer up, in one line above the messages; nothing while all is well. */
function Notice({ view, words }: { view: View; words: Words }) {
  const { conversation, live, inbox, product } = view;
  const away = inbox?.offline_text || (view.inHours ? words.offline : words.offHours);
  let line: [kind: string, text: string] | null = null;
  if (!navigator.onLine) line = ["warn", words.offNet];
  else if (live === false) line = ["warn", words.lost];
  else if (conversation?.status === "queued") line = ["calm", words.queued(conversation.position ?? 0)];
  else if (nobodyThere(view)) line = ["calm", away];
  return (
    <>
      <div role="status" class={line ? `notice ${line[0]}` : "quiet"}>
        {line?.[1]}
      </div>
      {product && (
        <p class="product">
          {words.asking}
          <b>{product.title}</b>
          {product.price}
        </p>
      )}
    </>
  );
}

/** Why there is no chat, and what can be done about it. */
function Closed({ phase, words, again }: { phase: View["phase"]; words: Words; again: () => void }) {
  const [title, hint] =
    phase === "missing" ? [words.missing, words.missingHint] : phase === "barred" ? [words.barred, words.barredHint] : [words.away, words.awayHint];
  return (
    <main class="closed" aria-live="polite">
      <Icon name="cup" />
      <h2>{title}</h2>
      {hint}
      {phase === "away" && <button type="button" class="button" onClick={again}>{words.again}</button>}
    </main>
  );
}
