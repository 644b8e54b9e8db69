/** When a follow-up is due, from the digit that was pressed. Local time, as the customer was told. */
const hour = 3_600_000;

export type DueChoice = 1 | 2 | 3 | 4;

/** The moment for a choice; 4 starts from tomorrow 9:00 and is then picked. */
export function dueFor(choice: DueChoice, now: number): number {
  switch (choice) {
    case 1:
      return roundUp(now + 2 * hour, 5);
    case 3:
      return roundUp(now + 48 * hour, 5);
    default:
      return atTime(now, 1, 9 * 60);
  }
}

/** So many days from now, at so many minutes after midnight, whatever summer time does. */
export function atTime(now: number, days: number, minutes: number): number {
  const date = new Date(now);
  return new Date(
    date.getFullYear(),
    date.getMonth(),
    date.getDate() + days,
    Math.floor(minutes / 60),
    minutes % 60,
  ).getTime();
}

/** The reverse of {@link atTime}: days from now, and minutes after midnight. */
export function dayAndMinutes(due: number, now: number): { day: number; minutes: number } {
  const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  const date = new Date(due);
  return {
    day: Math.round((midnight(due) - midnight(now)) / (24 * hour)),
    minutes: date.getHours() * 60 + date.getMinutes(),
  };
}

function roundUp(ms: number, minutes: number): number {
  const step = minutes * 60_000;
  return Math.ceil(ms / step) * step;
}
