// The whole window: head, notice line, messages, composer; or the one page that says why there is none of it.
import type { ComponentChildren } from "preact";
import { Composer } from "./Composer";
import { Icon } from "./Icon";
import { Log } from "./Log";
import type { Locale, Words } from "./text";
import type { Visit, View } from "./visit";

interface Props {
  view: View;
  visit: Visit;
  words: Words;
  locale: Locale;
  close: (() => void) | null;
  open: boolean;
}

export function App(props: Props) {
  const { view, visit, words, close } = props;
  const escape = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) close?.();
  };
  return (
    <div class="chat" onKeyDown={escape}>
      <Head {...props} />
      {view.phase === "ready" ? (
        <>
          <Notice view={view} words={words} />
          <Log {...props} />
          <Composer visit={visit} words={words} open={props.open} />
        </>
      ) : (
        <Closed phase={view.phase} words={words} again={() => visit.start()} />
      )}
    </div>
  );
}

function Head({ view, words, close }: Props) {
  const name = view.inbox?.title || words.title;
  const agent = view.conversation?.status === "open" ? view.conversation.agent?.nickname : null;
  return (
    <header class="head">
      <span class="seal" aria-hidden="true">{[...(agent ?? name)][0]}</span>
      <div class="who">
        <h1>{name}</h1>
        {view.phase === "ready" && <p>{standing(view, words)}</p>}
      </div>
      {close && (
        <button type="button" class="icon" aria-label={words.close} title={words.close} onClick={close}>
          <Icon name="fold" />
        </button>
      )}
    </header>
  );
}

function standing({ conversation, available }: View, words: Words): string {
  if (conversation?.status === "waiting" || (!conversation && available === false)) return words.offlineTitle;
  if (conversation?.status === "open" && conversation.agent) return words.serving(conversation.agent.nickname);
  return words.hint;
}

/** What holds the answer up, in one line above the messages; nothing while all is well. */
function Notice({ view, words }: { view: View; words: Words }) {
  const { conversation, live, inbox } = view;
  const away = inbox?.offline_text || words.offline;
  let line: [kind: string, text: string] | null = null;
  if (!navigator.onLine) line = ["warn", words.offNet];
  else if (live === false) line = ["warn", words.lost];
  else if (conversation?.status === "queued") line = ["calm", words.queued(conversation.position ?? 0)];
  else if (conversation?.status === "waiting" || (view.available === false && !conversation)) line = ["calm", away];
  return (
    <div role="status" class={line ? `notice ${line[0]}` : "quiet"}>
      {line?.[1]}
    </div>
  );
}

function Closed({ phase, words, again }: { phase: View["phase"]; words: Words; again: () => void }) {
  if (phase === "loading") return <Page waiting title={words.loading} />;
  if (phase === "missing") return <Page title={words.missing}>{words.missingHint}</Page>;
  if (phase === "barred") return <Page title={words.barred}>{words.barredHint}</Page>;
  return (
    <Page title={words.away}>
      {words.awayHint}
      <button type="button" class="button" onClick={again}>{words.again}</button>
    </Page>
  );
}

function Page({ title, waiting, children }: { title: string; waiting?: boolean; children?: ComponentChildren }) {
  return (
    <div class="closed" role="status">
      {waiting ? <span class="dots" aria-hidden="true"><i /><i /><i /></span> : <Icon name="cup" />}
      <h2>{title}</h2>
      {children && <div>{children}</div>}
    </div>
  );
}
