let context: AudioContext | null = null;

/** Milliseconds after which a call that was held back is none any more. */
const LATE = 1_000;

/** Two soft tones. A browser that forbids sound before the first click or key stays silent until then. */
export async function chime(): Promise<void> {
  context ??= new AudioContext();
  const called = performance.now();
  // Made before that click, it sleeps until it is asked to wake after it.
  if (context.state !== "running") await context.resume();
  if (performance.now() - called > LATE) return;
  const { currentTime: now, destination } = context;
  for (const [frequency, after] of [
    [660, 0],
    [880, 0.14],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.08, now + after);
    volume.gain.exponentialRampToValueAtTime(0.001, now + after + 0.25);
    tone.connect(volume).connect(destination);
    tone.start(now + after);
    tone.stop(now + after + 0.25);
  }
}
