/** Who acts, and who may do what. */

/** A member of the team, or a program that has one of the admin API's tokens. */
export type Actor = Member | Program;

export interface Member {
  userId: number;
  role: "owner" | "editor";
  /** In which the person reads and types times. */
  timeZone: string;
}

/** It may do what an owner may. */
export interface Program {
  tokenName: string;
  role: "owner";
  timeZone: string;
}

/** An actor in histories and events: a Telegram user id, or the name of a token. */
export type Who = number | { tokenName: string };

export const whoIs = (actor: Pick<Member, "userId"> | Pick<Program, "tokenName">): Who =>
  "userId" in actor ? actor.userId : { tokenName: actor.tokenName };

/** Owners and programs may change every post, editors their own; everybody on the team may look. */
export function mayChangePost(actor: Actor, post: { authorId: number }): boolean {
  return actor.role === "owner" || actor.userId === post.authorId;
}

/** Whoever kept a post may leave it to the clean-up again, and whoever may change it. */
export function mayLetGo(member: Member, post: { authorId: number; keptBy: number | null }): boolean {
  return mayChangePost(member, post) || member.userId === post.keptBy;
}

/** Team, destinations' removal and settings for all are the owners'. */
export function mayManageTeam(actor: Pick<Actor, "role">): boolean {
  return actor.role === "owner";
}
