/** How a notice reaches people, and whoever hears of it in somebody's place. */
import { type Api, GrammyError } from "grammy";
import type { Person, Team } from "../../editorial/team.ts";
import { isRefusal } from "../refusals.ts";
import { sendOptions, type View } from "../screen.ts";

export type Telling = ReturnType<typeof createTelling>;

export function createTelling(parts: {
  api: Api;
  team: Team;
  log: { warn: (details: object, message: string) => void };
}) {
  const { api, team, log } = parts;

  /**
   * Whoever is to hear of a person's posts: the person; and those to be told instead where that cannot be,
   * because the person has left the team or blocked the bot: the owners.
   */
  function audience(userId: number): Person[][] {
    const person = team.member(userId);
    const others = owners().filter((owner) => owner.userId !== userId);
    return person?.started ? [[person], others] : [others];
  }

  /** The owners who have opened the bot's chat. */
  const owners = (): Person[] => team.owners().filter(({ started }) => started);

  /** Tells the first group of whom somebody can be reached. */
  async function tellFirst(groups: Person[][], view: (person: Person) => View): Promise<void> {
    for (const group of groups) if ((await tellEach(group, view)) > 0) return;
  }

  /** Returns how many of them were reached. */
  async function tellEach(people: Person[], view: (person: Person) => View): Promise<number> {
    let reached = 0;
    for (const person of people) if (await tell(person, view(person))) reached += 1;
    return reached;
  }

  /** False where this person cannot be reached: they have blocked the bot or never opened its chat. */
  async function tell(person: Person, view: View): Promise<boolean> {
    try {
      await api.sendMessage(person.userId, view.text, sendOptions(view));
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      log.warn({ error, userId: person.userId }, "this person cannot be told");
      return false;
    }
  }

  return { audience, owners, tell, tellEach, tellFirst };
}

/** How long (ms) Telegram asks to be left alone by an error of a call; 0 where it does not. */
export function waitAskedBy(error: unknown): number {
  if (!(error instanceof GrammyError) || error.error_code !== 429) return 0;
  return (error.parameters.retry_after ?? 0) * 1000;
}
