/** How far a person has read each chat. The browser remembers it: for the server, reading leaves no trace. */

interface Mark {
  read: number;
  unread: number[];
}

/** The marks of one person. */
export function createReadMarks(user: number) {
  const key = `sandbox.read.${user}`;
  const marks = new Map<number, Mark>();
  const stored: Record<string, number> = JSON.parse(localStorage.getItem(key) ?? "{}");
  for (const [chat, read] of Object.entries(stored)) marks.set(Number(chat), { read, unread: [] });

  const mark = (chat: number): Mark => {
    const found = marks.get(chat) ?? { read: 0, unread: [] };
    marks.set(chat, found);
    return found;
  };

  return {
    unread: (chat: number) => marks.get(chat)?.unread.length ?? 0,
    /** Are there messages after the last one that was read? Where the newest is older, the later ones are gone. */
    isBehind: (chat: number, newest: number) => {
      if (newest < mark(chat).read) marks.set(chat, { read: newest, unread: [] });
      return newest > mark(chat).read;
    },
    /** Finds the unread ones among the newest messages of a chat. */
    count: (chat: number, messages: { message_id: number }[]) => {
      const { read } = mark(chat);
      mark(chat).unread = messages.map((one) => one.message_id).filter((id) => id > read);
    },
    arrived: (chat: number, message: number) => {
      const { unread } = mark(chat);
      if (!unread.includes(message)) unread.push(message);
    },
    read: (chat: number, newest: number) => {
      marks.set(chat, { read: Math.max(newest, mark(chat).read), unread: [] });
      const all = [...marks].map(([id, { read }]) => [id, read]);
      localStorage.setItem(key, JSON.stringify(Object.fromEntries(all)));
    },
  };
}
