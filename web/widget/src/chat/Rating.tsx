// How the service was: one to five with a word for each, something to add, thanks, and a way to change one's mind.
import { Fragment, h } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "./Icon";
import { refusal } from "./form";
import type { Words } from "./text";

interface Props {
  given: number | null;
  words: Words;
  rate: (score: number, comment: string) => Promise<void>;
}

export function Rating({ given, words, rate }: Props) {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const [fault, setFault] = useState("");
  const [changing, setChanging] = useState(false);

  if (given && !changing) {
    return (
      <div class="card rating" role="status">
        <p>{words.rated}</p>
        <div>{STARS.map((star) => <Star key={star} on={star <= given} />)}</div>
        <p>{words.scores[given - 1]}</p>
        <button type="button" class="link" onClick={() => (setScore(given), setChanging(true))}>{words.change}</button>
      </div>
    );
  }
  const submit = (event: Event) => {
    event.preventDefault();
    setFault("");
    rate(score, comment.trim()).then(
      () => setChanging(false),
      (error: unknown) => setFault(refusal(error, [], words)[""] ?? ""),
    );
  };
  return (
    <form class="card rating" onSubmit={submit}>
      <fieldset>
        <legend>{words.rate}</legend>
        {STARS.map((star) => (
          <label key={star}>
            <input type="radio" name="score" class="hidden" checked={star === score} aria-label={words.scores[star - 1]} onChange={() => setScore(star)} />
            <Star on={star <= score} />
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <>
          <p aria-hidden="true">{words.scores[score - 1]}</p>
          <textarea rows={2} maxLength={500} placeholder={words.comment} aria-label={words.comment} value={comment} onInput={({ currentTarget }) => setComment(currentTarget.value)} />
          {fault && <p class="complaint" role="alert">{fault}</p>}
          <button type="submit" class="button">{words.submit}</button>
        </>
      )}
    </form>
  );
}

const STARS = [1, 2, 3, 4, 5];

function Star({ on }: { on: boolean }) {
  return <span class={on ? "star on" : "star"}><Icon name="star" /></span>;
}
