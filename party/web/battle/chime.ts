let context: AudioContext | null = null;

/** Two soft tones. A browser that forbids sound before a click stays silent. */
export function chime(): void {
  context ??= new AudioContext();
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
