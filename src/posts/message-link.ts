/** Links to published messages. */

/**
 * The t.me link to a message; undefined where Telegram has none (basic groups, unknown ids).
 * Public chats link by username, private channels and supergroups by the id without its -100.
 */
export function messageLink(
  chat: { chatId: number; type: "channel" | "group" | "supergroup"; username: string | null },
  messageId: number | undefined,
): string | undefined {
  if (messageId === undefined || chat.type === "group") return undefined;
  if (chat.username) return `https://t.me/${chat.username}/${messageId}`;
  return `https://t.me/c/${String(chat.chatId).replace(/^-100/, "")}/${messageId}`;
}
