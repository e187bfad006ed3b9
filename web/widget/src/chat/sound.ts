// Two soft notes when somebody answers. Browsers let a page sound only after a touch or a key, so it is made then.

let audio: AudioContext | null = null;

export function readySound(): void {
  const make = () => {
    audio ??= new AudioContext();
    void audio.resume();
  };
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, make, { once: true });
}

export function chime(): void {
  if (audio?.state !== "running") return;
  const { currentTime: now, destination } = audio;
  const [note, volume] = [audio.createOscillator(), audio.createGain()];
  note.frequency.setValueAtTime(660, now);
  note.frequency.setValueAtTime(880, now + 0.12);
  volume.gain.setValueAtTime(0.08, now);
  volume.gain.exponentialRampToValueAtTime(0.001, now + 0.5);
  note.connect(volume).connect(destination);
  note.start();
  note.stop(now + 0.5);
}
