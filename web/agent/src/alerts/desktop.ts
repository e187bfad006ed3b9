// Notifications of the desktop: whether this page may show them, why not, and showing one.
import { ref } from "vue";

export type Permission = "granted" | "default" | "denied" | "insecure" | "missing";

export const permission = ref<Permission>(now());

function now(): Permission {
  if (!isSecureContext) return "insecure";
  return "Notification" in window ? Notification.permission : "missing";
}

export async function askPermission(): Promise<void> {
  if (permission.value === "default") await Notification.requestPermission();
  permission.value = now();
}

/** A later one about the same thing takes the place of the earlier. */
export function notify(title: string, body: string, about: string, opened: () => void): void {
  if (now() !== "granted") return;
  try {
    const shown = new Notification(title, { body: [...body].slice(0, 140).join(""), tag: about, icon: "/assets/mark.svg" });
    shown.onclick = () => {
      window.focus();
      shown.close();
      opened();
    };
  } catch {
    // Phones allow notifications only through a service worker; the sound and the title remain.
    permission.value = "missing";
  }
}
