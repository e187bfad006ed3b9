// The commands used last, first of all in the palette; for as long as the window is open.
import { ref } from "vue";

const KEPT = 5;
export const recent = ref<string[]>([]);
export function remember(id: string): void {
  if (!id.startsWith("open.") && id !== "chatlog") recent.value = [id, ...recent.value.filter((one) => one !== id)].slice(0, KEPT);
}
