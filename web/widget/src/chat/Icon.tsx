// The few drawings of the chat, on one 24-grid with one stroke.
const PATHS = {
  send: "M5 12h13 M12.5 6.5 18 12l-5.5 5.5",
  fold: "M6 9.5l6 6 6-6",
  smile: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M8.5 14c1.8 2.3 5.2 2.3 7 0 M9 9.5v.5 M15 9.5v.5",
  clip: "M19 11.5l-7.3 7.3a4.2 4.2 0 0 1-6-6l7.6-7.6a2.8 2.8 0 0 1 4 4l-7.5 7.5a1.4 1.4 0 0 1-2-2l6.7-6.7",
  file: "M7 3.5h6.5L18 8v12.5H7z M13.5 3.5V8H18",
  down: "M12 5v13 M6.5 12.5 12 18l5.5-5.5",
  cup: "M5 9h12v4.5a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5z M17 10.5h1.5a2 2 0 0 1 0 4.5h-2 M8.5 3.5v2.5 M12.5 3.5v2.5",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class="svg">
      <path d={PATHS[name]} />
    </svg>
  );
}
