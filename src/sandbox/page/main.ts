/** Starts the page. Who one is and which chat is open stand in the address, so that each tab can be somebody else. */
import { fetchPeople } from "./api.ts";
import { h } from "./dom.ts";
import { peopleChooser } from "./people.ts";
import { createShell } from "./shell.ts";

const app = document.getElementById("app")!;
const lastPersonKey = "sandbox.person";
let shell: ReturnType<typeof createShell> | undefined;

addEventListener("hashchange", () => void follow());
await follow();

/** Makes the page agree with the address. */
async function follow(): Promise<void> {
  const { user, chat } = readAddress();
  const person = user ?? (Number(localStorage.getItem(lastPersonKey)) || undefined);
  if (shell && shell.user === person) return shell.show(chat);
  shell?.stop();
  shell = undefined;
  const people = await loadPeople();
  if (person === undefined || !people.some((one) => one.id === person)) {
    app.replaceChildren(peopleChooser(people, choosePerson));
    return;
  }
  localStorage.setItem(lastPersonKey, String(person));
  shell = createShell(person, { openChat: (id) => goTo(person, id), choosePerson });
  app.replaceChildren(shell.element);
  shell.show(chat);
}

/** The people; while the sandbox does not answer, it is asked again. */
async function loadPeople() {
  for (;;) {
    try {
      return await fetchPeople();
    } catch {
      app.replaceChildren(h("main", { class: "chooser" }, h("p", {}, "Waiting for the sandbox…")));
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

function choosePerson(user: number): void {
  localStorage.setItem(lastPersonKey, String(user));
  goTo(user, undefined);
}

function goTo(user: number, chat: number | undefined): void {
  location.hash = chat === undefined ? `user=${user}` : `user=${user}&chat=${chat}`;
}

function readAddress(): { user?: number; chat?: number } {
  const hash = new URLSearchParams(location.hash.slice(1));
  const number = (name: string) => Number(hash.get(name)) || undefined;
  return { user: number("user"), chat: number("chat") };
}
