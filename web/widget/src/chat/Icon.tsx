// The few drawings of the chat, on one 24-grid with one stroke.
import { type ComponentProps, h } from "preact";

const PATHS = {
  send: "M5 12h13m-5.5-5.5L18 12l-5.5 5.5",
  fold: "M6 9.5l6 6 6-6",
  left: "M14.5 6l-6 6 6 6",
  right: "M9.5 6l6 6-6 6",
  shut: "M6 6l12 12M18 6L6 18",
  smile: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14c1.8 2.3 5.2 2.3 7 0M9 9.5v.5m6-.5v.5",
  clip: "M19 11.5l-7.3 7.3a4.2 4.2 0 0 1-6-6l7.6-7.6a2.8 2.8 0 0 1 4 4l-7.5 7.5a1.4 1.4 0 0 1-2-2l6.7-6.7",
  photo: "M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  file: "M7 3.5h6.5L18 8v12.5H7zM13.5 3.5V8H18",
  down: "M12 5v13m-5.5-5.5L12 18l5.5-5.5",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  bell: "M6 17V11a6 6 0 0 1 12 0v6zM4.5 17h15M10.5 20h3",
  mute: "M6 17V11a6 6 0 0 1 12 0v6zM4.5 17h15M10.5 20h3M4 4l16 16",
  star: "M12 4l2.5 5.2 5.5.7-4 3.9 1 5.6-5-2.7-5 2.7 1-5.6-4-3.9 5.5-.7z",
  cup: "M5 9h12v4.5a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5zM17 10.5h1.5a2 2 0 0 1 0 4.5h-2M8.5 3.5V6m4-2.5V6",
} as const;

type Name = keyof typeof PATHS;

export function Icon({ name }: { name: Name }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class="svg">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A button that is only a drawing: its name is said and shown on pointing at it. */
export function IconButton({ icon, label, ...more }: { icon: Name; label: string } & ComponentProps<"button">) {
  return (
    <button type="button" class="icon" aria-label={label} title={label} {...more}>
      <Icon name={icon} />
    </button>
  );
}
