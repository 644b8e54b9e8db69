/**
 * The keys as they stand in this window: the map and what the agent changed of it. The one place
 * that labels, shortcuts for screen readers and the window's key handler ask.
 */
import {
  type Chord,
  type CommandId,
  type Forbidden,
  type KeyChanges,
  type Place,
  type Press,
  chordAria,
  chordFor,
  chordLabel,
  commandOf,
  commands,
  forbidden,
  isMac,
} from './keymap.ts';

class Keys {
  changes = $state.raw<KeyChanges>({});

  /** None when it was switched off. */
  chord(id: CommandId): Chord | null {
    const command = commands.find((c) => c.id === id);
    return command ? chordFor(command, isMac(), this.changes) : null;
  }

  /** As people read it: `Ctrl+K`. */
  label(id: CommandId): string {
    const chord = this.chord(id);
    return chord === null ? '' : chordLabel(chord);
  }

  /** For `aria-keyshortcuts`. */
  aria(id: CommandId): string | undefined {
    const chord = this.chord(id);
    return chord === null ? undefined : chordAria(chord);
  }

  /** The command of a press here, or none. */
  commandOf(press: Press, place: Place): CommandId | null {
    return commandOf(press, place, isMac(), this.changes);
  }

  /** What stands in the way of giving this chord to this command. */
  against(id: CommandId, chord: Chord): { why: Forbidden } | { taken: CommandId } | null {
    const mac = isMac();
    const why = forbidden(chord, mac, id);
    if (why !== null) return { why };
    const places = commands.find((c) => c.id === id)?.places ?? [];
    const taken = commands.find(
      (c) =>
        c.id !== id &&
        chordFor(c, mac, this.changes) === chord &&
        c.places.some((place) => places.includes(place)),
    );
    return taken ? { taken: taken.id } : null;
  }
}

export const keys = new Keys();
