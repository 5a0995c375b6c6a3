/** The bar on top: what time it is in the sandbox, and travelling through it. */
import { act } from "./api.ts";
import { h } from "./dom.ts";
import { dialog, dialogActions, orToast } from "./overlay.ts";
import type { Session } from "./state.ts";
import { clockDate, clockTimeWithSeconds, fromLocal, nextAt, toLocal, zoneTitle } from "./zone.ts";

const minute = 60_000;

/** The bar; `tools` stand at its end. */
export function createTimeBar(session: Session, tools: HTMLElement) {
  const time = h("b", {});
  const day = h("span", {});
  const clock = h("div", { class: "clock", "data-testid": "clock" }, time, day);
  const progress = h("i", {});
  const bar = h(
    "div",
    { class: "journey", hidden: true, role: "progressbar", "aria-label": "Travelling" },
    progress,
  );
  let journey: { from: number; to: number } | undefined;

  const by = (step: number) => () => travel(session.now() + step);
  const to = (wallTime: string) => () => travel(nextAt(wallTime, session.now(), session.zone()));
  const buttons = [
    travelButton("1m", "+1 min", "One minute later", by(minute)),
    travelButton("10m", "+10 min", "Ten minutes later", by(10 * minute)),
    travelButton("1h", "+1 h", "One hour later", by(60 * minute)),
    travelButton("2259", "to 22:59", "To the next 22:59", to("22:59")),
    travelButton("midnight", "to 00:00", "To the next midnight", to("00:00")),
    travelButton("date", "to date…", "To a date and time of your choice", askDate),
  ];
  const element = h(
    "header",
    { class: "time-bar" },
    clock,
    h("div", { class: "travel", role: "group", "aria-label": "Travel in time" }, buttons),
    tools,
    bar,
  );
  const timer = setInterval(tick, 250);
  const stopListening = session.on("time", update);
  update();
  return {
    element,
    stop: () => {
      clearInterval(timer);
      stopListening();
    },
  };

  function tick(): void {
    if (!session.world()) return;
    const [now, zone] = [session.now(), session.zone()];
    setText(time, clockTimeWithSeconds(now, zone));
    setText(day, `${clockDate(now, zone)} · ${zoneTitle(now, zone)}`);
    if (journey && journey.to > journey.from) {
      const share = (now - journey.from) / (journey.to - journey.from);
      progress.style.width = `${Math.round(Math.min(Math.max(share, 0.05), 1) * 100)}%`;
    }
  }

  function update(): void {
    const travelling = journey !== undefined || session.world()?.travelling === true;
    element.classList.toggle("travelling", travelling);
    element.setAttribute("aria-busy", String(travelling));
    bar.hidden = !travelling;
    bar.classList.toggle("unmeasured", travelling && !journey);
    for (const button of buttons) button.disabled = travelling;
    tick();
  }

  async function travel(instant: number): Promise<void> {
    journey = { from: session.now(), to: instant };
    update();
    await orToast(act("travel", { to: Math.round(instant) }));
    journey = undefined;
    update();
  }

  function askDate(): void {
    const local = toLocal(session.now() + 60 * minute, session.zone());
    const input = h("input", {
      type: "datetime-local",
      value: local,
      min: toLocal(session.now() + minute, session.zone()),
      required: true,
      "aria-label": "Date and time",
      "data-testid": "travel-date",
    });
    const submit = (event: SubmitEvent, close: () => void) => {
      event.preventDefault();
      close();
      void travel(fromLocal(input.value.slice(0, 16), session.zone()));
    };
    dialog("Travel to", (close) => [
      h(
        "form",
        { onsubmit: (event: SubmitEvent) => submit(event, close) },
        input,
        h(
          "p",
          { class: "dialog-text faint" },
          `Sandbox time, ${zoneTitle(session.now(), session.zone())}. Everything due on the way is done.`,
        ),
        dialogActions(
          close,
          h("button", { type: "submit", class: "primary", "data-testid": "travel-go" }, "Travel"),
        ),
      ),
    ]);
  }
}

function travelButton(name: string, label: string, title: string, run: () => void): HTMLButtonElement {
  return h("button", { type: "button", "data-travel": name, title, onclick: run }, label);
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
