/** Making a poll or a quiz, as in Telegram's apps: the form, and what is sent of it. */
import type { ClientActions, ClientChat } from "../client/protocol.ts";
import { act } from "./api.ts";
import { readMarkers } from "./compose-text.ts";
import { h } from "./dom.ts";
import { dialog, dialogActions, orToast } from "./overlay.ts";
import { createPollOptions } from "./poll-options.ts";
import type { Session } from "./state.ts";

const maxQuestion = 300;
const maxExplanation = 200;

/** Asks for the poll and sends it to the chat. */
export function openPollMaker(session: Session, chat: ClientChat): void {
  const question = h("input", {
    type: "text",
    name: "question",
    placeholder: "Ask a question",
    "aria-label": "Question",
    maxlength: maxQuestion,
    required: true,
    dir: "auto",
  });
  const options = createPollOptions();
  // Channels take anonymous polls only.
  const anonymous = checkBox("anonymous", { checked: true, disabled: chat.type === "channel" });
  const several = checkBox("several", { onchange: showKind });
  const quiz = checkBox("quiz", { onchange: showKind });
  const explanation = h("textarea", {
    name: "explanation",
    rows: 2,
    placeholder: "Explanation (optional): shown to those who choose a wrong answer",
    "aria-label": "Explanation",
    maxlength: maxExplanation,
    dir: "auto",
  });
  const sendButton = h("button", { type: "submit", class: "primary", "data-testid": "send-poll" }, "Send");
  const hint = h("p", { class: "faint" }, "Tick the right answer.");
  showKind();

  dialog(
    "New poll",
    (close) => [
      h(
        "form",
        { onsubmit: (event: SubmitEvent) => void submit(event, close) },
        question,
        hint,
        options.element,
        h("label", { class: "check" }, anonymous, "Anonymous voting"),
        h("label", { class: "check" }, several, "Several answers"),
        h("label", { class: "check" }, quiz, "Quiz with a right answer"),
        explanation,
        dialogActions(close, sendButton),
      ),
    ],
    { class: "poll-maker" },
  );
  question.focus();

  function showKind(): void {
    hint.hidden = explanation.hidden = !quiz.checked;
    options.ask(!quiz.checked ? "nothing" : several.checked ? "several" : "one");
  }

  async function submit(event: SubmitEvent, close: () => void): Promise<void> {
    event.preventDefault();
    sendButton.disabled = true;
    const message = await orToast(act("sendPoll", poll()));
    sendButton.disabled = false;
    if (!message) return;
    session.addSent(chat.id, [message]);
    close();
  }

  function poll(): ClientActions["sendPoll"] {
    const { texts, correct } = options.read();
    const { text, entities } = readMarkers(explanation.value);
    return {
      user: session.user,
      chat: chat.id,
      question: question.value,
      options: texts,
      is_anonymous: anonymous.checked,
      allows_multiple_answers: several.checked,
      type: quiz.checked ? "quiz" : "regular",
      ...(quiz.checked && { correct_option_ids: correct, explanation: text, explanation_entities: entities }),
    };
  }
}

function checkBox(name: string, props: { checked?: boolean; disabled?: boolean; onchange?: () => void }) {
  return h("input", { type: "checkbox", name, ...props });
}
