/** Adding somebody to the team: by id, by a forwarded message, or by a shared contact; then the role. */
import { InlineKeyboard } from "grammy";
import type { Message } from "grammy/types";
import type { Role } from "../../editorial/team.ts";
import { mayManageTeam } from "../../posts/permissions.ts";
import { offerCommands } from "../commands.ts";
import type { BotContext, Desk } from "../context.ts";
import type { Flow, Turn } from "../flows.ts";
import type { Screen } from "../screen.ts";
import { html, plain } from "../words.ts";
import { personView, teamView } from "./team-view.ts";

interface Candidate {
  userId: number;
  name: string;
}

export function createAddPerson({ team }: Desk, screen: Screen): Flow<[]> {
  /** Names from messages that were forwarded; after a restart the id stands for the name. */
  const names = new Map<number, string>();

  async function show(ctx: BotContext): Promise<void> {
    await ask(ctx);
  }

  async function ask(ctx: BotContext, note?: string): Promise<void> {
    const keyboard = new InlineKeyboard().text(plain("button-back"), "join:back");
    await screen.show(
      ctx,
      { text: [note, html("add-person")].filter(Boolean).join("\n\n"), keyboard },
      { moving: note !== undefined },
    );
  }

  async function take(ctx: BotContext): Promise<Turn> {
    // The role may have been taken away while the conversation waited.
    if (!mayManageTeam(ctx.person)) {
      await screen.show(ctx, { text: html("owners-only") });
      return "done";
    }
    if (ctx.callbackQuery?.data === "join:back") {
      await screen.show(ctx, teamView(team.all()));
      return "done";
    }
    const chosen = ctx.callbackQuery?.data?.match(/^join:(owner|editor):(\d+)$/);
    if (chosen) return add(ctx, Number(chosen[2]), chosen[1] as Role);
    if (!ctx.message) return "pass";
    const candidate = candidateFrom(ctx.message);
    if (candidate === "hidden") return again(ctx, html("add-person-hidden"));
    if (!candidate) return again(ctx, html("add-person-not-understood"));
    if (team.member(candidate.userId))
      return again(ctx, html("team-already_there", { name: candidate.name }));
    names.set(candidate.userId, candidate.name);
    await askRole(ctx, candidate);
    return "again";
  }

  async function askRole(ctx: BotContext, { userId, name }: Candidate): Promise<void> {
    const keyboard = new InlineKeyboard()
      .text(plain("role-editor"), `join:editor:${userId}`)
      .text(plain("role-owner"), `join:owner:${userId}`)
      .row()
      .text(plain("button-back"), "join:back");
    await screen.show(
      ctx,
      {
        text: html("ask-role", { name, id: String(userId), named: name === String(userId) ? "no" : "yes" }),
        keyboard,
      },
      { moving: true },
    );
  }

  async function add(ctx: BotContext, userId: number, role: Role): Promise<Turn> {
    const known = team.known(userId);
    const name = names.get(userId) ?? known?.name ?? String(userId);
    const result = team.add(ctx.person, { userId, name, username: known?.username ?? null, role });
    // Where they have opened the chat before, as a stranger or a former member, the menu is there at once.
    if (result.ok) await offerCommands(ctx.api, userId, role);
    const person = team.member(userId);
    const note = html(result.ok ? "person-added" : `team-${result.why}`, { name, bot: ctx.me.username });
    const view = person ? personView(person, team.isSettledInConfiguration(userId)) : teamView(team.all());
    await screen.show(ctx, { ...view, text: `${note}\n\n${view.text}` });
    return "done";
  }

  async function again(ctx: BotContext, note: string): Promise<Turn> {
    await ask(ctx, note);
    return "again";
  }

  return { name: "add-person", show, take };
}

/** "hidden": forwarded from somebody whose privacy settings keep the account to themselves. */
function candidateFrom(message: Message): Candidate | "hidden" | undefined {
  const origin = message.forward_origin;
  if (origin?.type === "hidden_user") return "hidden";
  if (origin?.type === "user" && !origin.sender_user.is_bot) {
    const { id, first_name, last_name } = origin.sender_user;
    return { userId: id, name: [first_name, last_name].filter(Boolean).join(" ") };
  }
  if (message.contact) {
    const { user_id, first_name } = message.contact;
    return user_id === undefined ? "hidden" : { userId: user_id, name: first_name };
  }
  const id = message.text?.trim() ?? "";
  return /^[1-9]\d{0,15}$/.test(id) ? { userId: Number(id), name: id } : undefined;
}
