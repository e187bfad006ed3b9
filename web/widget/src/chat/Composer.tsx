// Where the visitor writes: words, emoji, files by button, paste or drop. It decides what may be sent at all; the outbox
// decides when.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon";
import type { Words } from "./text";
import type { Visit } from "./visit";

const LONGEST = 8000;
const LARGEST = 20 * 1024 * 1024;
const QUIET_MS = 4000;
const EMOJI = [..."😀😄😂😊🙂😉😍😘🤔😅😭😢😡😱😴🙏👍👎👏👌💪🤝❤🎉🌹🎁🍵📦🚚💰⭐🔥"];

interface Props {
  visit: Visit;
  words: Words;
  open: boolean;
}

export function Composer({ visit, words, open }: Props) {
  const [text, setText] = useState("");
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
      else visit.sendFile(file);
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
  useFileDoors(files);
  useEffect(() => {
    // On a touch screen focus would raise the keyboard over the history just opened.
    if (open && matchMedia("(hover: hover)").matches) field.current?.focus();
  }, [open]);

  return (
    <footer class="composer">
      {complaint && <p class="complaint" role="alert">{complaint}</p>}
      {over > 0 && <p class="complaint" role="status">{words.tooLong(over)}</p>}
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
          <button type="button" class="icon" aria-label={words.emoji} title={words.emoji} aria-expanded={picking} onClick={() => setPicking(!picking)}>
            <Icon name="smile" />
          </button>
          <FileButton words={words} files={files} />
          <button type="submit" class="send" aria-label={words.send} title={words.send} disabled={!sendable}>
            <Icon name="send" />
          </button>
        </div>
      </form>
    </footer>
  );
}

function FileButton({ words, files }: { words: Words; files: (list: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="icon" aria-label={words.attach} title={words.attach} onClick={() => input.current?.click()}>
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
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

/** Says that typing stopped, once nothing was written for a while. */
function useSilence(text: string, visit: Visit): void {
  useEffect(() => {
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
    const pasted = (event: ClipboardEvent) => take(event, event.clipboardData?.files);
    const dropped = (event: DragEvent) => take(event, event.dataTransfer?.files);
    const over = (event: DragEvent) => event.preventDefault();
    document.addEventListener("paste", pasted);
    document.addEventListener("drop", dropped);
    document.addEventListener("dragover", over);
    return () => {
      document.removeEventListener("paste", pasted);
      document.removeEventListener("drop", dropped);
      document.removeEventListener("dragover", over);
    };
  });
}
