// What stands under the messages and asks something of the visitor: questions to tap, the shop's form, the e-mail
// address when nobody is there, the rating.
import { Fragment, h } from "preact";
import type { Talk } from "./Bubble";
import { Form } from "./Form";
import { Rating } from "./Rating";
import type { Field } from "./types";
import { formFirst, nobodyThere, questions, type View, wantsEmail, wantsRating } from "./view";

export function Cards({ view, talk: { visit, words } }: { view: View; talk: Talk }) {
  const { inbox, email, conversation } = view;
  const faq = questions(view);
  const address: Field[] = [{ key: "email", label: words.email, type: "email", required: true }];
  return (
    <>
      {faq.length > 0 && (
        <div class="faq" role="group" aria-label={words.faq}>
          {faq.map((one) => (
            <button type="button" key={one.question} onClick={() => visit.ask(one)}>{one.question}</button>
          ))}
        </div>
      )}
      {formFirst(view) && inbox?.form && (
        <Form
          name="form"
          intro={inbox.form.intro ?? ""}
          fields={inbox.form.fields}
          action={words.start}
          words={words}
          visit={visit}
        />
      )}
      {wantsEmail(view) && (
        <Form
          name="email"
          intro={words.emailAsk}
          fields={address}
          action={words.submit}
          words={words}
          visit={visit}
        />
      )}
      {email && conversation && nobodyThere(view) && <p class="event" role="status">{words.emailKept(email)}</p>}
      {wantsRating(view) && (
        <Rating
          key={conversation?.id}
          given={conversation?.rating?.score ?? null}
          words={words}
          rate={(score, comment) => visit.rate(score, comment)}
        />
      )}
    </>
  );
}
