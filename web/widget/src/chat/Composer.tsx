// Where the visitor writes: words, emoji, files by button, paste or drop. It decides what may be sent at all; the outbox
// decides when.
import { Fragment, h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Quoted } from "./Bubble";
import { Icon, IconButton } from "./Icon";
import { lighter } from "./photo";
import type { Words } from "./text";
import { quoteOf } from "./thread";
import type { Message } from "./types";
import type { Visit } from "./visit";

const LONGEST = 8000;
const LARGEST = 20 * 1024 * 1024;
const QUIET_MS = 4000;
const EMOJI = [..."😀😄😂😊🙂😉😍😘🤔😅😭😢😡😱😴🙏👍👎👏👌💪🤝❤🎉🌹🎁🍵📦🚚💰⭐🔥"];

interface Props {
  visit: Visit;
  words: Words;
  open: boolean;
  quoted: Message | null;
}

const hovers = matchMedia("(hover: hover)").matches;

export function Composer({ visit, words, open, quoted }: Props) {
  const [text, setText] = useState(() => visit.draft("draft.text"));
  const [picking, setPicking] = useState(false);
  const [complaint, setComplaint] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const over = text.length - LONGEST;
  const sendable = text.trim() !== "" && over <= 0;

  const files = (list: Iterable<File>) => {
    setComplaint("");
    for (const file of list) {
      if (file.size > LARGEST) setComplaint(words.tooLarge(file.name));
      else if (file.size === 0) setComplaint(words.emptyFile(file.name));
      else visit.sendFile(lighter(file));
    }
  };
  const send = () => {
    if (!sendable) return;
    visit.say(text);
    setText("");
    setPicking(false);
    field.current?.focus();
  };
  const pick = (emoji: string) => {
    const { selectionStart: from, selectionEnd: to } = field.current as HTMLTextAreaElement;
    setText(text.slice(0, from) + emoji + text.slice(to));
    const caret = from + emoji.length;
    requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  };
  useGrowing(field, text);
  useSilence(text, visit);
  useEffect(() => {
    if (quoted) field.current?.focus();
  }, [quoted]);
  useFileDoors(files);
  useEffect(() => {
    // On a touch screen focus would raise the keyboard over the history just opened.
    if (open && hovers) field.current?.focus();
  }, [open]);

  return (
    <footer class="composer">
      {complaint && <p class="complaint" role="alert">{complaint}</p>}
      {over > 0 && <p class="complaint" role="status">{words.tooLong(over)}</p>}
      {quoted && (
        <div class="quoted">
          <Quoted quote={quoteOf(quoted)} words={words} />
          <IconButton icon="shut" label={words.unquote} onClick={() => (visit.quote(null), field.current?.focus())} />
        </div>
      )}
      {picking && <EmojiPicker words={words} pick={pick} leave={() => (setPicking(false), field.current?.focus())} />}
      <form
        class="entry"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={words.placeholder}
          aria-label={words.message}
          enterkeyhint="send"
          onInput={(event) => {
            setText(event.currentTarget.value);
            visit.typed(event.currentTarget.value !== "");
          }}
          onKeyDown={(event) => {
            // While an input method is composing, Enter chooses a word; keyCode 229 is how Safari says so.
            if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
            event.preventDefault();
            send();
          }}
        />
        <div class="tools">
          <IconButton icon="smile" label={words.emoji} aria-expanded={picking} onClick={() => setPicking(!picking)} />
          {!hovers && <FileButton label={words.photo} icon="photo" files={files} accept="image/*" capture="environment" />}
          <FileButton label={words.attach} icon="clip" files={files} multiple />
          <button type="submit" class="send" aria-label={words.send} title={words.send} disabled={!sendable}>
            <Icon name="send" />
          </button>
        </div>
      </form>
    </footer>
  );
}

interface FileButtonProps {
  label: string;
  icon: "photo" | "clip";
  files: (list: Iterable<File>) => void;
  accept?: string;
  capture?: "environment";
  multiple?: boolean;
}

function FileButton({ label, icon, files, ...kind }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon={icon} label={label} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        {...kind}
        onChange={({ currentTarget }) => {
          files([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </>
  );
}

function EmojiPicker({ words, pick, leave }: { words: Words; pick: (emoji: string) => void; leave: () => void }) {
  const escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    leave();
  };
  return (
    <div class="emoji" role="group" aria-label={words.emoji} onKeyDown={escape}>
      {EMOJI.map((emoji) => (
        <button type="button" key={emoji} onClick={() => pick(emoji)}>{emoji}</button>
      ))}
    </div>
  );
}

/** The field is as tall as its text, up to the limit in the style sheet. */
function useGrowing(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = "auto";
    current.style.height = `${current.scrollHeight}px`;
  }, [text]);
}

/** Keeps what is written, and says that typing stopped once nothing was written for a while. */
function useSilence(text: string, visit: Visit): void {
  useEffect(() => {
    visit.draft("draft.text", text);
    const timer = setTimeout(() => visit.typed(false), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
}

/** Files pasted or dropped anywhere in the chat. */
function useFileDoors(files: (list: Iterable<File>) => void): void {
  useEffect(() => {
    const take = (event: Event, list: FileList | undefined) => {
      if (!list?.length) return;
      event.preventDefault();
      files([...list]);
    };
    document.onpaste = (event) => take(event, event.clipboardData?.files);
    document.ondrop = (event) => take(event, event.dataTransfer?.files);
    document.ondragover = (event) => event.preventDefault();
    return () => {
      document.onpaste = document.ondrop = document.ondragover = null;
    };
  });
}
