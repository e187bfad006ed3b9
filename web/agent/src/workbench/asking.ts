// Which question about the open conversation is on the screen. Buttons, palette and keyboard ask it all the same way.
import { ref } from "vue";

export type Question = "transfer" | "assign" | "end" | "snooze";
export const question = ref<Question | null>(null);
