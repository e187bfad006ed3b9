// The workbench's API client, wired to its language, its stream position and its way to the sign-in page.
import { createClient, endpoints } from "@yingke/shared";
import { takeEarly } from "./early";
import { language, t } from "./i18n";

type Listener<A> = (argument: A) => void;
let onPosition: Listener<number> = () => {};
let onSignedOut: () => void = () => {};

/** The desk listens here; the client itself must not know it, or the two would import each other. */
export function listen(position: Listener<number>, signedOut: () => void): void {
  onPosition = position;
  onSignedOut = signedOut;
}

export const api = endpoints(
  createClient({
    base: "/api/v1",
    language,
    early: takeEarly,
    unreachable: () => t("error.unreachable"),
    onPosition: (position) => onPosition(position),
    onUnauthorized: () => onSignedOut(),
  }),
);
