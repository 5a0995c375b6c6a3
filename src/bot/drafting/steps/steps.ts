/** Every step of /schedule and /poll by its name. */
import type { DraftStep } from "../../../posts/draft.ts";
import type { Step } from "../step.ts";
import { confirmStep } from "./confirm.ts";
import { contentStep } from "./content.ts";
import { destinationsStep } from "./destinations.ts";
import { followingStep } from "./following.ts";
import { optionsStep, questionStep, settingsStep } from "./poll.ts";
import { correctStep, explanationStep } from "./quiz.ts";
import { timeStep } from "./time.ts";

export const steps: Record<DraftStep, Step> = {
  content: contentStep,
  following: followingStep,
  question: questionStep,
  options: optionsStep,
  settings: settingsStep,
  correct: correctStep,
  explanation: explanationStep,
  destinations: destinationsStep,
  time: timeStep,
  confirm: confirmStep,
};
