// The current time as something screens can depend on; it moves every 20 seconds, enough for "waiting 3 min".
import { ref } from "vue";

export const now = ref(new Date());
setInterval(() => (now.value = new Date()), 20_000);
