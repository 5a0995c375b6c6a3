/** /team: owners add people, change roles and remove. */
import { Composer, InlineKeyboard } from "grammy";
import type { Person, Role, TeamResult } from "../../editorial/team.ts";
import { mayManageTeam } from "../../posts/permissions.ts";
import { offerCommands, withdrawCommands } from "../commands.ts";
import type { BotContext, Desk } from "../context.ts";
import { enter, type Flow } from "../flows.ts";
import type { Screen } from "../screen.ts";
import { html, plain } from "../words.ts";
import { personView, teamView } from "./team-view.ts";

/** `forgetConversation`: somebody who comes back one day is not to answer a question of long ago. */
export function createTeamFeature(
  { team }: Desk,
  screen: Screen,
  addPerson: Flow<[]>,
  forgetConversation: (userId: number) => void,
): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  // Editors may neither see nor press any of it.
  const forOwners = feature.filter((ctx) => mayManageTeam(ctx.person));

  forOwners.command("team", (ctx) => screen.show(ctx, teamView(team.all())));
  forOwners.callbackQuery("team", (ctx) => screen.show(ctx, teamView(team.all())));
  forOwners.callbackQuery(/^team:(\d+)$/, (ctx) =>
    screen.show(ctx, teamView(team.all(), Number(ctx.match[1]))),
  );
  forOwners.callbackQuery("team:add", (ctx) => enter(ctx, addPerson));
  forOwners.callbackQuery(/^person:(\d+)$/, (ctx) => withPerson(ctx, (person) => open(ctx, person)));
  forOwners.callbackQuery(/^person:(\d+):(owner|editor)$/, (ctx) =>
    withPerson(ctx, async (person) => {
      const role = ctx.match[2] as Role;
      const result = team.changeRole(ctx.person, person.userId, role);
      if (result.ok) await offerCommands(ctx.api, person.userId, role);
      await open(
        ctx,
        { ...person, role: result.ok ? role : person.role },
        wordsFor(result, "person-changed", person),
      );
    }),
  );
  forOwners.callbackQuery(/^person:(\d+):remove$/, (ctx) =>
    withPerson(ctx, (person) => askRemove(ctx, person)),
  );
  forOwners.callbackQuery(/^person:(\d+):remove-yes$/, (ctx) =>
    withPerson(ctx, async (person) => {
      const result = team.remove(ctx.person, person.userId);
      if (result.ok) {
        forgetConversation(person.userId);
        await withdrawCommands(ctx.api, person.userId);
      }
      // Somebody who took themselves off has no business with the list any more.
      if (!team.member(ctx.person.userId))
        return screen.show(ctx, { text: wordsFor(result, "person-removed", person) });
      const view = teamView(team.all());
      await screen.show(ctx, {
        ...view,
        text: `${wordsFor(result, "person-removed", person)}\n\n${view.text}`,
      });
    }),
  );

  feature.command("team", (ctx) => screen.show(ctx, { text: html("owners-only") }));
  feature.callbackQuery(/^(team|person:)/, (ctx) =>
    ctx.answerCallbackQuery({ text: plain("owners-only"), show_alert: true }),
  );

  async function withPerson(
    ctx: BotContext & { match: string | RegExpMatchArray },
    work: (person: Person) => Promise<unknown>,
  ): Promise<void> {
    const person = team.member(Number(ctx.match[1]));
    if (person) await work(person);
    else await ctx.answerCallbackQuery({ text: plain("person-gone"), show_alert: true });
  }

  async function open(ctx: BotContext, person: Person, note?: string): Promise<void> {
    const view = personView(person, team.isSettledInConfiguration(person.userId));
    await screen.show(ctx, note ? { ...view, text: `${note}\n\n${view.text}` } : view);
  }

  async function askRemove(ctx: BotContext, person: Person): Promise<void> {
    const keyboard = new InlineKeyboard()
      .text(plain("button-remove-yes"), `person:${person.userId}:remove-yes`)
      .text(plain("button-back"), `person:${person.userId}`);
    await screen.show(ctx, { text: html("ask-remove-person", { name: person.name }), keyboard });
  }

  return feature;
}

function wordsFor(result: TeamResult, done: string, { name }: Person): string {
  return html(result.ok ? done : `team-${result.why}`, { name });
}
