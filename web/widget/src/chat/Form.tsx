// A few questions in the talk: the shop's form before the first message, or the e-mail address when nobody is there.
// What is written survives closing the page; what is wrong is said beside its field.
import { h } from "preact";
import { useRef, useState } from "preact/hooks";
import { faults, given, refusal } from "./form";
import type { Words } from "./text";
import type { Answers, Field } from "./types";
import type { Visit } from "./visit";

interface Props {
  name: "form" | "email";
  intro: string;
  fields: readonly Field[];
  action: string;
  words: Words;
  visit: Visit;
}

export function Form({ name, intro, fields, action, words, visit }: Props) {
  const draft = `draft.${name}` as const;
  const [answers, setAnswers] = useState(() => written(visit.draft(draft)));
  const [wrong, setWrong] = useState<Answers>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const complain = (found: Answers) => {
    setWrong(found);
    const first = fields.findIndex(({ key }) => found[key]);
    (form.current?.elements[first] as HTMLElement | undefined)?.focus();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const found = faults(fields, answers, words);
    complain(found);
    if (Object.keys(found).length) return;
    setBusy(true);
    visit.answer(given(fields, answers), name)
      .then(() => visit.draft(draft, ""), (error: unknown) => complain(refusal(error, fields, words)))
      .finally(() => setBusy(false));
  };
  const write = (key: string, value: string) => {
    const next = { ...answers, [key]: value };
    setAnswers(next);
    visit.draft(draft, JSON.stringify(next));
    if (wrong[key]) setWrong({ ...wrong, [key]: "" });
  };
  return (
    <form class="card" ref={form} noValidate onSubmit={submit}>
      {intro && <p class="text">{intro}</p>}
      {fields.map((field) => (
        <Asked key={field.key} field={field} value={answers[field.key] ?? ""} fault={wrong[field.key]} words={words} write={write} />
      ))}
      {wrong[""] && <p class="complaint" role="alert">{wrong[""]}</p>}
      <button type="submit" class="button" aria-busy={busy}>{action}</button>
    </form>
  );
}

/** What was written before; a damaged copy costs the draft, not the chat. */
export function written(kept: string): Answers {
  try {
    return Object(JSON.parse(kept));
  } catch {
    return {};
  }
}

interface AskedProps {
  field: Field;
  value: string;
  fault: string | undefined;
  words: Words;
  write: (key: string, value: string) => void;
}

function Asked({ field: { key, label, type, required, options }, value, fault, words, write }: AskedProps) {
  const kind = type === "phone" ? "tel" : type;
  const common = {
    id: `q-${key}`,
    name: key,
    value,
    required,
    "aria-invalid": !!fault,
    "aria-describedby": fault ? `e-${key}` : undefined,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLSelectElement }) => write(key, currentTarget.value),
  };
  return (
    <div class="field">
      <label for={common.id}>
        {label}
        {!required && <small>{words.optional}</small>}
      </label>
      {kind === "select" ? (
        <select {...common}>
          <option value="">{words.choose}</option>
          {options?.map((option) => <option key={option}>{option}</option>)}
        </select>
      ) : (
        <input {...common} type={kind as "text"} autocomplete={kind === "text" ? undefined : kind} maxLength={200} />
      )}
      {fault && <span class="complaint" id={`e-${key}`} role="alert">{fault}</span>}
    </div>
  );
}
