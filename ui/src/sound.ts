/** Two short tones, made here: no file, no player. Only where the agent wants sounds. */
export type Sound = 'call' | 'reminder' | 'limit';

const tones: { [of in Sound]: readonly number[] } = {
  call: [660, 880],
  reminder: [880],
  limit: [440],
};
let audio: AudioContext | undefined;

export async function playSound(of: Sound): Promise<void> {
  if (typeof AudioContext === 'undefined') return;
  try {
    audio ??= new AudioContext();
    await audio.resume();
    const at = audio.currentTime;
    tones[of].forEach((pitch, n) => {
      if (!audio) return;
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.08, at + n * 0.16);
      volume.gain.exponentialRampToValueAtTime(0.001, at + n * 0.16 + 0.14);
      tone.connect(volume).connect(audio.destination);
      tone.start(at + n * 0.16);
      tone.stop(at + n * 0.16 + 0.15);
    });
  } catch {
    // No loudspeaker, or none that may be used: the screen says the same.
  }
}
