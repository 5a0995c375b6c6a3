/** Every operation of the admin API, in the order in which it is documented. */
import type { Desk } from "./desk.ts";
import type { Operation } from "./operation.ts";
import { changeOperations } from "./operations/changes.ts";
import { dataOperations } from "./operations/data.ts";
import { mediaOperations } from "./operations/media.ts";
import { postOperations } from "./operations/posts.ts";
import { scheduleOperations } from "./operations/schedule.ts";
import { schedulerOperations } from "./operations/scheduler.ts";
import { webhookOperations } from "./operations/webhooks.ts";

export function adminOperations(desk: Desk): Operation[] {
  return [
    ...scheduleOperations(desk),
    ...postOperations(desk),
    ...changeOperations(desk),
    ...mediaOperations(desk),
    ...dataOperations(desk),
    ...webhookOperations(desk),
    ...schedulerOperations(desk),
  ];
}
