// One picture of the talk, as large as the screen; the others are a step away.
import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon, IconButton } from "./Icon";
import type { Words } from "./text";
import type { Attachment } from "./types";
import { keepFocusIn } from "./focus";

interface Props {
  pictures: readonly Attachment[];
  shown: string;
  words: Words;
  look: (id: string | null) => void;
}

export function Viewer({ pictures, shown, words, look }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const at = pictures.findIndex(({ id }) => id === shown);
  const picture = pictures[at];
  const step = (by: number) => look(pictures[(at + by) % pictures.length]?.id ?? null);
  const back = () => step(pictures.length - 1);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.focus();
    return () => before?.focus();
  }, []);
  // Its message was recalled meanwhile.
  useEffect(() => {
    if (!picture) look(null);
  }, [!picture]);
  if (!picture) return null;
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Escape") look(null);
    else if (event.key === "ArrowLeft") back();
    else if (event.key === "ArrowRight") step(1);
    else return keepFocusIn(box.current, event);
    event.preventDefault();
  };
  return (
    <div class="viewer" ref={box} tabIndex={-1} role="dialog" aria-modal="true" aria-label={`${words.image} ${picture.name}`} onKeyDown={pressed}>
      <img src={picture.url} alt={picture.name} onClick={() => look(null)} />
      <div class="tools">
        <IconButton icon="left" label={words.earlier} onClick={back} />
        <IconButton icon="right" label={words.later} onClick={() => step(1)} />
        <a class="icon" href={picture.url} download={picture.name} aria-label={words.save}><Icon name="down" /></a>
        <IconButton icon="shut" label={words.shut} onClick={() => look(null)} />
      </div>
    </div>
  );
}
