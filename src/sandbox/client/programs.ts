/** The programs beside the sandbox (a bot) that the page can stop and start. */
import { badRequest } from "../telegram/errors.ts";
import type { ClientEvent, ClientState } from "./protocol.ts";

export interface Program {
  name: string;
  isRunning(): boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createPrograms(programs: Program[], tell: (event: ClientEvent) => void) {
  const states = (): ClientState["programs"] =>
    programs.map((program) => ({ name: program.name, running: program.isRunning() }));
  const announce = () => tell({ type: "programs", programs: states() });
  let earlier: Promise<unknown> = Promise.resolve();

  return {
    states,
    announce,
    /** Starts or stops a program, one after the other; resolves when it has done so. */
    async set(name: string, running: boolean): Promise<void> {
      const program = programs.find((one) => one.name === name);
      if (!program) throw badRequest(`there is no program "${name}"`);
      const change = earlier.then(() => bring(program, running)).finally(announce);
      earlier = change.catch(() => {});
      await change;
    },
  };
}

async function bring(program: Program, running: boolean): Promise<void> {
  if (running === program.isRunning()) return;
  try {
    await (running ? program.start() : program.stop());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw badRequest(`could not ${running ? "start" : "stop"} ${program.name}: ${reason}`);
  }
}
