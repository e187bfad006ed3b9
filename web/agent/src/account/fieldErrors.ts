// Which field a refusal belongs to. Each form keeps what was typed and shows the words beside the field they are about.
import { reactive } from "vue";
import { ApiError } from "@yingke/shared";
import { words } from "../parts/toast";

export interface FieldErrors {
  of(field: string): string;
  /** What belongs to no field the form has. */
  rest: string;
  clear(): void;
  take(error: unknown): void;
  /** What the page itself can tell before asking the server: all of it at once. Answers whether there was anything. */
  tell(problems: Record<string, string>): boolean;
}

export function fieldErrors(fields: readonly string[]): FieldErrors {
  const found = reactive<Record<string, string>>({});
  const errors: FieldErrors = reactive({
    rest: "",
    of: (field: string) => found[field] ?? "",
    clear() {
      for (const key of Object.keys(found)) delete found[key];
      errors.rest = "";
    },
    take(error: unknown) {
      errors.clear();
      const named = error instanceof ApiError ? error.field : null;
      // A part of a field (`hours[2].to`) is told where the field stands.
      const field = named && (fields.find((f) => f === named) ?? fields.find((f) => named.startsWith(`${f}[`) || named.startsWith(`${f}.`)));
      if (field) found[field] = words(error);
      else errors.rest = words(error);
    },
    tell(problems: Record<string, string>) {
      errors.clear();
      for (const [field, problem] of Object.entries(problems)) if (problem) found[field] = problem;
      return Object.keys(found).length > 0;
    },
  });
  return errors;
}
