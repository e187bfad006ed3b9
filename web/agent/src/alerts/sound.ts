// Two soft tones, made here: no file to load. A browser refuses sound before somebody has touched the page, and says so
// in its console; so nothing is even tried before.
let context: AudioContext | null = null;

export function chime(volume: number): void {
  if (volume <= 0 || navigator.userActivation?.hasBeenActive === false) return;
  context ??= new AudioContext();
  const { currentTime } = context;
  void context.resume().catch(() => {});
  tone(context, 660, currentTime, volume);
  tone(context, 880, currentTime + 0.14, volume);
}

function tone(audio: AudioContext, pitch: number, at: number, volume: number): void {
  const source = audio.createOscillator();
  const gain = audio.createGain();
  source.type = "sine";
  source.frequency.value = pitch;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(volume * 0.35, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.45);
  source.connect(gain).connect(audio.destination);
  source.start(at);
  source.stop(at + 0.5);
}
