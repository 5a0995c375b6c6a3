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

  return {
    states,
    /** Starts or stops a program; resolves when it has done so. */
    async set(name: string, running: boolean): Promise<void> {
      const program = programs.find((one) => one.name === name);
      if (!program) throw badRequest(`there is no program "${name}"`);
      try {
        if (running !== program.isRunning()) await (running ? program.start() : program.stop());
      } finally {
        tell({ type: "programs", programs: states() });
      }
    },
  };
}
