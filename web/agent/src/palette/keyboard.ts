// The keyboard of the whole workbench: looks up the commands that are possible now and runs the one whose keys were pressed.
import { onBeforeUnmount, onMounted } from "vue";
import { commands } from "../workbench/commands";
import { matches, typesNothing } from "./keys";

export const mac = /Mac|iPhone|iPad/.test(navigator.platform);

const writes = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function useKeyboard(): void {
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.repeat && !event.altKey) return;
    // A question in front of everything else has the keyboard to itself.
    if (document.querySelector("dialog[open]")) return;
    const writing = writes(event.target);
    const found = commands.value.find(({ keys }) => keys && (!writing || typesNothing(keys)) && matches(keys, event, mac));
    if (!found) return;
    event.preventDefault();
    found.run();
  };
  onMounted(() => addEventListener("keydown", press));
  onBeforeUnmount(() => removeEventListener("keydown", press));
}
