// What can be done from here by name or by key. Whoever can do something registers it while it is possible; the palette
// lists it, the keyboard looks it up. Knows nothing of either.
import { computed, shallowReactive } from "vue";

export interface Command {
  id: string;
  /** A key of the languages. */
  title: string;
  /** As told to people and looked up by the keyboard, e.g. "Alt+R". Absent: only through the palette. */
  keys?: string | undefined;
  run: () => void;
  /** Absent: always. */
  when?: () => boolean;
}

const known = shallowReactive(new Map<string, Command>());

/** The last one to register an id has it; what is returned takes it back. */
export function register(command: Command): () => void {
  known.set(command.id, command);
  return () => {
    if (known.get(command.id) === command) known.delete(command.id);
  };
}

export const commands = computed(() => [...known.values()].filter((command) => command.when?.() !== false));

/** Runs it if it is possible now. */
export function run(id: string): boolean {
  const command = known.get(id);
  if (!command || command.when?.() === false) return false;
  command.run();
  return true;
}
