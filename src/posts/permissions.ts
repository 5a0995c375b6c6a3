/** Who on the team may do what. */

export interface Actor {
  userId: number;
  role: "owner" | "editor";
}

/** Owners may change every post, editors their own; everybody on the team may look. */
export function mayChangePost(actor: Actor, post: { authorId: number }): boolean {
  return actor.role === "owner" || actor.userId === post.authorId;
}

/** Team, destinations' removal and settings for all are the owners'. */
export function mayManageTeam(actor: Actor): boolean {
  return actor.role === "owner";
}
