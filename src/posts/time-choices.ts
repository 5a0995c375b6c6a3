/** The times that are one tap away when a post is scheduled. */
import { settleInstant, shiftDate, toLocal } from "./local-time.ts";

export const timeChoiceIds = [
  "in_10_minutes",
  "in_1_hour",
  "in_3_hours",
  "tonight",
  "tomorrow_morning",
  "tomorrow_noon",
  "tomorrow_evening",
  "monday_morning",
] as const;
export type TimeChoiceId = (typeof timeChoiceIds)[number];

export interface TimeChoice {
  id: TimeChoiceId;
  at: number;
}

const minute = 60_000;
const morning = 9;
const noon = 12;
const evening = 20;

/** Tonight is offered only with this much of it left: nearer, the minutes from now say it better. */
const leastUntilTonight = 30 * minute;

/**
 * The choices worth offering now, in the zone of the person who chooses: ascending, all of them whole minutes
 * in the future, no two of them the same minute, and Monday only when it is not tomorrow.
 */
export function timeChoices(now: number, zone: string): TimeChoice[] {
  const choices: TimeChoice[] = [];
  for (const id of timeChoiceIds) {
    const at = timeChoice(id, now, zone);
    if (at === undefined || (id === "tonight" && at < now + leastUntilTonight)) continue;
    if (!choices.some((choice) => choice.at === at)) choices.push({ id, at });
  }
  return choices.sort((one, other) => one.at - other.at);
}

/**
 * The instant of a choice, worked out anew when its button is pressed, perhaps hours after it was shown.
 * Undefined if it is over by now (tonight) or no choice at all. Minutes and hours are time that passes, rounded
 * up; the others are times on the wall, moved forward where clocks skip them, the earlier where they come twice.
 */
export function timeChoice(id: string, now: number, zone: string): number | undefined {
  const today = toLocal(now, zone);
  const onDay = (days: number, hour: number) =>
    settleInstant({ ...shiftDate(today, days), hour, minute: 0 }, zone);
  switch (id as TimeChoiceId) {
    case "in_10_minutes":
      return wholeMinute(now + 10 * minute);
    case "in_1_hour":
      return wholeMinute(now + 60 * minute);
    case "in_3_hours":
      return wholeMinute(now + 180 * minute);
    case "tonight": {
      const tonight = onDay(0, evening);
      return tonight > now ? tonight : undefined;
    }
    case "tomorrow_morning":
      return onDay(1, morning);
    case "tomorrow_noon":
      return onDay(1, noon);
    case "tomorrow_evening":
      return onDay(1, evening);
    case "monday_morning":
      return onDay(8 - today.weekday, morning);
    default:
      return undefined;
  }
}

function wholeMinute(at: number): number {
  return Math.ceil(at / minute) * minute;
}
